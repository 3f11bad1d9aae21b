import type { Labels, Metric } from "./metric.ts";

/** Counts up, for each set of labels. */
export class Counter implements Metric {
  readonly type = "counter";
  readonly name: string;
  readonly help: string;
  readonly #values = new Map<string, { readonly labels: Labels; value: number }>();

  constructor(name: string, help: string) {
    this.name = name;
    this.help = help;
  }

  add(labels: Labels, value = 1): void {
    const key = JSON.stringify(labels);
    const entry = this.#values.get(key) ?? { labels, value: 0 };
    entry.value += value;
    this.#values.set(key, entry);
  }

  *samples() {
    for (const { labels, value } of this.#values.values()) yield ["", labels, value] as const;
  }
}
