/** Examples by number: PyTorch's map-style `Dataset`. */
export interface Dataset<T> {
  readonly length: number;
  /** Example number `index`, from 0 to length - 1. */
  get(index: number): T;
}
