import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import type { Guess, Guesser } from "./guesses.ts";

/** Guesses of the first check, which are few until they turn out to be right. */
const FIRST = 3;
/** Steps without guesses after several that were wrong, at most: a check of one guess costs a tenth of a step. */
const LONGEST_PAUSE = 16;

/**
 * What followed the last tokens where they stood before: the latest such place, the longest run first. Saxena 2023. Checking
 * costs time where a text does not repeat itself, so guesses become twice as many when all were right, fewer when some
 * were wrong, and pause, longer each time, when all were.
 */
export class PromptLookup implements Guesser {
  readonly #most: number;
  readonly #longestRun: number;
  #count: number;
  #misses = 0;
  #pause = 0;

  constructor({ promptLookupNumTokens, maxMatchingNgramSize }: GenerateIdsSettings) {
    this.#most = promptLookupNumTokens!;
    this.#longestRun = maxMatchingNgramSize;
    this.#count = Math.min(FIRST, this.#most);
  }

  guess(ids: readonly number[], most: number): Promise<readonly Guess[]> {
    if (this.#pause > 0) {
      this.#pause--;
      return Promise.resolve([]);
    }
    return Promise.resolve(this.#following(ids, Math.min(this.#count, most)).map((id) => ({ id })));
  }

  learn(right: number, guessed: number): void {
    if (guessed === 0) return;
    this.#count = Math.min(this.#most, right === guessed ? 2 * this.#count : right + 1);
    this.#misses = right > 0 ? 0 : this.#misses + 1;
    this.#pause = this.#misses > 0 ? Math.min(LONGEST_PAUSE, 2 ** this.#misses) : 0;
  }

  #following(ids: readonly number[], count: number): readonly number[] {
    for (let size = Math.min(this.#longestRun, ids.length - 1); size > 0; size--) {
      const run = ids.slice(-size);
      for (let at = ids.length - size - 1; at >= 0; at--)
        if (run.every((id, i) => id === ids[at + i]))
          return ids.slice(at + size, at + size + count);
    }
    return [];
  }

  [Symbol.dispose](): void {}
}
