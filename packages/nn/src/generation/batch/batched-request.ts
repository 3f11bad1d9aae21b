/** Why a request is over: an end of its own, its length, or because nobody wants more of it. */
export type FinishReason = "stop" | "length" | "cancelled";

/** A token with the model's own log-probability, before all that changes the scores. */
export interface TokenLogProb {
  readonly id: number;
  readonly logProb: number;
}

/** A token of a `BatchedRequest`, with log-probabilities (natural logarithms) where they are asked for. */
export interface BatchedToken {
  readonly id: number;
  /** The model's own, before all that changes the scores; where `logProbs` or `topLogProbs` ask for it. */
  readonly logProb?: number;
  /** The likeliest, the likeliest first; where `topLogProbs` asks for them. */
  readonly topLogProbs?: readonly TokenLogProb[];
}

/**
 * One sequence that a `GenerationBatch` goes on with. Its tokens are read once, by `for await`, and wait until they are; leaving
 * the loop cancels the request. An end of `eosTokenId` is the last of its tokens.
 */
export interface BatchedRequest extends AsyncIterable<BatchedToken> {
  readonly promptTokens: number;
  /** Tokens of the prompt that were not computed again; known with the first token, 0 before. */
  readonly cachedTokens: number;
  /** Settles when the request is over; rejects with what reading its tokens throws. */
  readonly finishReason: Promise<FinishReason>;
  /**
   * The tokens of the prompt with their log-probabilities, where `promptLogProbs` asks for them, else none; the first has no
   * log-probability. There with the first token; none of a request that is cancelled before; rejects with what reading
   * tokens throws.
   */
  readonly promptLogProbs: Promise<readonly BatchedToken[]>;
  /** Nobody wants more: its slot is free before the next step. Tokens that are there can still be read. */
  cancel(): void;
}

/** The side of a request that its batch fills. */
export class TokenQueue implements BatchedRequest {
  readonly promptTokens: number;
  readonly finishReason: Promise<FinishReason>;
  readonly promptLogProbs: Promise<readonly BatchedToken[]>;
  cachedTokens = 0;
  #tokens: BatchedToken[] = [];
  #over = false;
  #error: { readonly thrown: unknown } | undefined;
  #wake: () => void = () => {};
  #settle!: (reason: FinishReason) => void;
  #reject!: (error: unknown) => void;
  #tellPrompt!: (tokens: readonly BatchedToken[]) => void;
  #failPrompt!: (error: unknown) => void;
  readonly #cancelled: () => void;

  /** `cancelled` is told once, when the reader is done with a request that goes on. */
  constructor(promptTokens: number, cancelled: () => void) {
    this.promptTokens = promptTokens;
    this.#cancelled = cancelled;
    this.finishReason = new Promise((settle, reject) => {
      this.#settle = settle;
      this.#reject = reject;
    });
    this.promptLogProbs = new Promise((settle, reject) => {
      this.#tellPrompt = settle;
      this.#failPrompt = reject;
    });
    // Whoever reads the tokens hears of it there.
    for (const promise of [this.finishReason, this.promptLogProbs]) promise.catch(() => {});
  }

  get isOver(): boolean {
    return this.#over;
  }

  /** The prompt is computed; what is said of it later, or when all is over, changes nothing. */
  tellPrompt(tokens: readonly BatchedToken[]): void {
    this.#tellPrompt(tokens);
  }

  push(token: BatchedToken): void {
    this.#tokens.push(token);
    this.#wake();
  }

  finish(reason: FinishReason): void {
    this.#end(() => {
      this.#tellPrompt([]);
      this.#settle(reason);
    });
  }

  fail(thrown: unknown): void {
    this.#end(() => {
      this.#error = { thrown };
      this.#failPrompt(thrown);
      this.#reject(thrown);
    });
  }

  cancel(): void {
    if (this.#over) return;
    this.finish("cancelled");
    this.#cancelled();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<BatchedToken, void, void> {
    try {
      for (;;) {
        const tokens = this.#tokens;
        this.#tokens = [];
        for (const token of tokens) yield token;
        if (this.#tokens.length > 0) continue;
        if (this.#error) throw this.#error.thrown;
        if (this.#over) return;
        await new Promise<void>((wake) => {
          this.#wake = wake;
        });
      }
    } finally {
      this.cancel();
    }
  }

  #end(settle: () => void): void {
    if (this.#over) return;
    this.#over = true;
    settle();
    this.#wake();
  }
}
