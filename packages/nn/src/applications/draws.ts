import { Generator } from "../random/generator.ts";

/** Numbers of a seed one after the other, for data that are made: plain, and the same on every machine. */
export class Draws {
  readonly #generator: Generator;
  #drawn: Float64Array = new Float64Array();
  #at = 0;

  constructor(seed: number) {
    this.#generator = new Generator(seed);
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    if (this.#at === this.#drawn.length) {
      this.#drawn = this.#generator.uniform(1024);
      this.#at = 0;
    }
    return this.#drawn[this.#at++]!;
  }

  /** An integer from 0 up to, not including, `below`. */
  below(below: number): number {
    return Math.floor(this.uniform() * below);
  }

  /** One of a list. */
  one<T>(list: readonly T[]): T {
    return list[this.below(list.length)]!;
  }
}
