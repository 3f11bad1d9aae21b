/** What a program can do about it. */
export const freeingAdvice =
  "make tensors inside scope(() => ...), which frees them, or dispose() of them; " +
  "what nothing leads to any more is given back when the event loop turns (await); " +
  "or use a smaller batch, context or model";

/**
 * A device has no memory for what was asked of it. The message ends with what a program can do; `reason` alone says what
 * was the matter, for those who have advice of their own. PyTorch's `torch.OutOfMemoryError`.
 */
export class OutOfMemoryError extends RangeError {
  override readonly name: string = "OutOfMemoryError";
  readonly reason: string;

  constructor(reason: string, advice = freeingAdvice) {
    super(`${reason}; ${advice}`);
    this.reason = reason;
  }
}
