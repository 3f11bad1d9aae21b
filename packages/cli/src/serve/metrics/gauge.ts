import type { Labels, Metric } from "./metric.ts";

/** What is so now: asked when somebody reads it. */
export class Gauge implements Metric {
  readonly type = "gauge";
  readonly name: string;
  readonly help: string;
  readonly #read: () => Iterable<readonly [Labels, number]>;

  constructor(name: string, help: string, read: () => Iterable<readonly [Labels, number]>) {
    this.name = name;
    this.help = help;
    this.#read = read;
  }

  *samples() {
    for (const [labels, value] of this.#read()) yield ["", labels, value] as const;
  }
}
