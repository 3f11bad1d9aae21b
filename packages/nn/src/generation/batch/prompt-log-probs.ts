import type { BatchedToken } from "./batched-request.ts";
import { logProbsOf, withLogProbs } from "./token-log-probs.ts";

/** How likely the tokens of a prompt are to the model, filled in by the passes that compute it. */
export class PromptLogProbs {
  /** The first alone has no log-probability: nothing comes before it. */
  readonly tokens: BatchedToken[];
  readonly #top: number;
  /** Those before it are filled in. */
  #next = 1;

  /** `top` of the likeliest are told beside each. */
  constructor(prompt: readonly number[], top: number) {
    this.tokens = prompt.map((id) => ({ id }));
    this.#top = top;
  }

  get isWhole(): boolean {
    return this.#next >= this.tokens.length;
  }

  /** What the model says [vocabSize] of the token at a place, from those before it; a pass may be computed twice. */
  fill(at: number, logits: Float64Array): void {
    const token = this.tokens[at];
    if (!token) return; // the first behind the prompt
    this.tokens[at] = withLogProbs(token.id, logProbsOf(logits), this.#top);
    this.#next = Math.max(this.#next, at + 1);
  }
}
