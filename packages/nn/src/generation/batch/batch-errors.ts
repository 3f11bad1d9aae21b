/** A prompt has more tokens than a `GenerationBatch` has room for. */
export class ContextOverflowError extends RangeError {
  readonly promptTokens: number;
  /** Tokens of prompt and answer at most. */
  readonly maxContext: number;

  constructor(promptTokens: number, maxContext: number) {
    super(
      `GenerationBatch: the prompt has ${promptTokens} tokens, expected fewer than ${maxContext} (maxContext), which the answer counts to as well`,
    );
    this.name = "ContextOverflowError";
    this.promptTokens = promptTokens;
    this.maxContext = maxContext;
  }
}

/** As many requests wait at a `GenerationBatch` as may. */
export class QueueFullError extends Error {
  readonly maxWaiting: number;

  constructor(maxWaiting: number) {
    super(
      `GenerationBatch: ${maxWaiting} requests wait, expected fewer (maxWaiting); try again later`,
    );
    this.name = "QueueFullError";
    this.maxWaiting = maxWaiting;
  }
}
