import type { Progress, Score } from "./score.ts";
import type { HeldOut } from "./training-run.ts";

export interface HeldOutParts {
  readonly signal: AbortSignal;
  /** Mean loss of a part of what is held out. */
  readonly loss: () => Promise<number>;
  /** Figures of all of it. */
  readonly score: (onProgress?: Progress) => Promise<Score>;
}

/** Scores on what is not trained on, out of how they are computed; NaN where the signal stopped that. */
export class HeldOutScores implements HeldOut {
  readonly #parts: HeldOutParts;
  #final: Score | undefined;

  constructor(parts: HeldOutParts) {
    this.#parts = parts;
  }

  get score(): Score | undefined {
    return this.#final;
  }

  async onTheWay(): Promise<number> {
    return (await this.#unlessStopped(this.#parts.loss)) ?? Number.NaN;
  }

  async atTheEnd(onProgress?: Progress): Promise<number> {
    this.#final = await this.#unlessStopped(() => this.#parts.score(onProgress));
    return this.#final?.loss ?? Number.NaN;
  }

  async #unlessStopped<T>(score: () => Promise<T>): Promise<T | undefined> {
    try {
      return await score();
    } catch (error) {
      if (this.#parts.signal.aborted) return undefined;
      throw error;
    }
  }
}
