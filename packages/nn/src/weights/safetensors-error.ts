const LONGEST_QUOTE = 80;

/** Thrown for bytes that are no safetensors file, or tensors that cannot be written as one. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
  /** The tensor at fault, where it is one. */
  readonly tensor: string | undefined;
  readonly #problem: string;

  constructor(problem: string, tensor?: string) {
    super(`safetensors: ${tensor === undefined ? "" : `tensor ${quote(tensor)}: `}${problem}`);
    this.tensor = tensor;
    this.#problem = problem;
  }

  /** The same, of one of several files. */
  inShard(shard: string): SafetensorsError {
    return new SafetensorsError(`${this.#problem} (shard ${quote(shard)})`, this.tensor);
  }
}

/** Text out of a file in quotes, cut where it is long: a hostile name must not fill the screen. */
export function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}
