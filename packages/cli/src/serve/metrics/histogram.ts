import type { Labels, Metric } from "./metric.ts";

interface Observed {
  readonly labels: Labels;
  /** How many fell into each bucket, the one without an end last. */
  readonly counts: number[];
  sum: number;
}

/** How often values were at most so large. */
export class Histogram implements Metric {
  readonly type = "histogram";
  readonly name: string;
  readonly help: string;
  readonly #bounds: readonly number[];
  readonly #values = new Map<string, Observed>();

  constructor(name: string, help: string, bounds: readonly number[]) {
    this.name = name;
    this.help = help;
    this.#bounds = [...bounds, Number.POSITIVE_INFINITY];
  }

  observe(labels: Labels, value: number): void {
    const key = JSON.stringify(labels);
    const entry = this.#values.get(key) ?? { labels, counts: this.#bounds.map(() => 0), sum: 0 };
    entry.counts[this.#bounds.findIndex((bound) => value <= bound)]! += 1;
    entry.sum += value;
    this.#values.set(key, entry);
  }

  *samples() {
    for (const { labels, counts, sum } of this.#values.values()) {
      let count = 0;
      for (const [i, bound] of this.#bounds.entries()) {
        count += counts[i]!;
        const le = bound === Number.POSITIVE_INFINITY ? "+Inf" : String(bound);
        yield ["_bucket", { ...labels, le }, count] as const;
      }
      yield ["_sum", labels, sum] as const;
      yield ["_count", labels, count] as const;
    }
  }
}
