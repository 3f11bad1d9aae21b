import type { KeyValueCaches } from "../../attention/key-value-caches.ts";
import type { PromptLogProbs } from "./prompt-log-probs.ts";
import type { SequenceChoice } from "./sequence-choice.ts";

/** One sequence of a batch: its tokens, and the keys and values of those that were computed. */
export class BatchedSequence {
  readonly choice: SequenceChoice;
  /** Of its prompt, where they are wanted. */
  readonly promptLogProbs: PromptLogProbs | undefined;
  caches: KeyValueCaches | undefined;
  /** The first token that the model sees: behind padding, or where the window of a text beyond the context has come to. */
  start: number;
  /** Tokens that were there already when it began; undefined before. */
  cachedTokens: number | undefined;
  /** The weights have changed since: nobody goes on from what was computed. */
  isStale = false;

  constructor(choice: SequenceChoice, padding = 0, promptLogProbs?: PromptLogProbs) {
    this.choice = choice;
    this.start = padding;
    this.promptLogProbs = promptLogProbs;
  }

  /** Tokens that the model sees. */
  get length(): number {
    return this.choice.ids.length - this.start;
  }

  /** Tokens that are computed. */
  get computed(): number {
    return this.caches?.length ?? 0;
  }

  /** Tokens that are not. */
  get missing(): number {
    return this.length - this.computed;
  }

  /** Whether the logits of each token are wanted, and not of the last alone: nothing can be taken from what is known. */
  get readsPrompt(): boolean {
    return this.promptLogProbs?.isWhole === false;
  }

  /** Tokens that it may come to, as far as the model sees them at once. */
  mostTokens(contextLength: number): number {
    return Math.min(contextLength, this.choice.longest - this.start);
  }

  /** The tokens that the model sees, from one place to another. */
  tokens(from: number, to: number): readonly number[] {
    return this.choice.ids.slice(this.start + from, this.start + to);
  }

  /** Nothing is computed; the tokens stay. */
  release(): void {
    this.caches?.dispose();
    this.caches = undefined;
  }
}

/** How many of the first tokens two sequences have in common. */
export function commonTokens(
  a: { readonly length: number; readonly [index: number]: number },
  b: { readonly length: number; readonly [index: number]: number },
): number {
  const most = Math.min(a.length, b.length);
  let common = 0;
  while (common < most && a[common] === b[common]) common++;
  return common;
}
