const seconds = 10;

/** How many a second there were over the last ten seconds. */
export class RecentRate {
  /** By the second in which they came. */
  readonly #counts = new Map<number, number>();

  add(count: number, now = performance.now()): void {
    const second = Math.floor(now / 1000);
    this.#counts.set(second, (this.#counts.get(second) ?? 0) + count);
    for (const old of this.#counts.keys()) if (old <= second - seconds) this.#counts.delete(old);
  }

  perSecond(now = performance.now()): number {
    const oldest = Math.floor(now / 1000) - seconds;
    let sum = 0;
    for (const [second, count] of this.#counts) if (second > oldest) sum += count;
    return sum / seconds;
  }
}
