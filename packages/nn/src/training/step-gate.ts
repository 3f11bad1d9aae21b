/** Lets training steps, and what must see a training between two of them, take turns. */
export class StepGate {
  #step: Promise<unknown> | undefined;
  readonly #holding = new Set<Promise<unknown>>();

  /** What is under way, in words; undefined when nothing is. */
  get busy(): string | undefined {
    if (this.#step) return "a step is under way";
    return this.#holding.size > 0 ? "it is being saved" : undefined;
  }

  /** A step: begins when nothing holds the gate. */
  async step<T>(body: () => Promise<T>): Promise<T> {
    while (this.#holding.size > 0) await Promise.allSettled(this.#holding);
    const step = body();
    this.#step = step;
    try {
      return await step;
    } finally {
      this.#step = undefined;
    }
  }

  /** What wants no step: waits for the one that is under way, and the next waits for it. */
  async between<T>(body: () => Promise<T>): Promise<T> {
    while (this.#step) await Promise.allSettled([this.#step]);
    const held = body();
    this.#holding.add(held);
    try {
      return await held;
    } finally {
      this.#holding.delete(held);
    }
  }
}
