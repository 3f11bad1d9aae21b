/** A worker thread took a part of a kernel and did not finish it: it was killed, or it hangs. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";
  /** The function of the binary that was being computed. */
  readonly kernel: string;

  constructor(kernel: string, parts: number, patienceMs: number) {
    super(
      `wasm: a worker thread took a part of ${kernel} and did not finish it within ${patienceMs / 1000} s ` +
        `(${parts} missing), expected it to live as long as its backend: the result is incomplete. The other ` +
        "threads were ended and this backend goes on with one; make a new backend for more",
    );
    this.kernel = kernel;
  }
}
