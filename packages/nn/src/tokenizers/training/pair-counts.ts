const stride = 2 ** 24;

/** How often pairs of neighbours come, and in which words new ones stand. */
export class PairCounts {
  readonly #counts = new Map<number, number>();
  #words = new Map<number, number[]>();

  add(first: number, second: number, count: number, word: number): void {
    const key = first * stride + second;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
    if (count <= 0) return;
    const words = this.#words.get(key);
    if (!words) this.#words.set(key, [word]);
    else if (words[words.length - 1] !== word) words.push(word);
  }

  of(first: number, second: number): number {
    return this.#counts.get(first * stride + second) ?? 0;
  }

  /** The pairs that came in since this was asked last. */
  takeNew(): Iterable<{ first: number; second: number; count: number; words: readonly number[] }> {
    const taken = this.#words;
    this.#words = new Map();
    return Array.from(taken, ([key, words]) => ({
      first: Math.floor(key / stride),
      second: key % stride,
      count: this.#counts.get(key) ?? 0,
      words,
    }));
  }
}
