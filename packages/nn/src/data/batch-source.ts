/** An endless supply of training batches that can be left and taken up again. */
export interface BatchSource<B> {
  /** The next batch; its tensors belong to the caller. */
  next(): B;
  /** How many batches show all of the data once. */
  readonly batchesPerEpoch: number;
  /** Position, fit for JSON. A source of the same data and options that is given it goes on from there. */
  state: unknown;
}
