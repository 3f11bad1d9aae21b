import { formatDuration } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { ProgressBar } from "../terminal/progress-bar.ts";

/** What is measured, and for how long yet: a bar on a terminal, elsewhere a line for each row of the table. */
export class BenchmarkProgress {
  readonly #printer: Printer;
  #bar: ProgressBar | undefined;
  #name = "";

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  /** `done`: part of all, 0 to 1. `left`: milliseconds. */
  update(name: string, done: number, left: number): void {
    const remaining = `${formatDuration(1000 * Math.ceil(left / 1000))} left`;
    if (this.#printer.interactive) {
      this.#bar ??= new ProgressBar(this.#printer);
      this.#bar.update(done, [name, remaining]);
    } else if (name !== this.#name) this.#printer.line(`measuring ${name}, ${remaining}`);
    this.#name = name;
  }

  end(): void {
    this.#bar?.remove();
    this.#bar = undefined;
  }
}
