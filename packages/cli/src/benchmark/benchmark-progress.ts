import { formatDuration } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { ProgressBar } from "../terminal/progress-bar.ts";

const steps = 1000;

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
    const text = `${name}, ${formatDuration(1000 * Math.ceil(left / 1000))} left`;
    if (this.#printer.interactive) this.#draw(done, text);
    else if (name !== this.#name) this.#printer.line(`measuring ${text}`);
    this.#name = name;
  }

  end(): void {
    this.#bar?.remove();
    this.#bar = undefined;
  }

  #draw(done: number, text: string): void {
    const counted = Math.round(steps * done);
    this.#bar ??= new ProgressBar(this.#printer, {
      ...{ format: "{bar} {text}", text, total: steps, done: counted },
      width: Math.max(8, Math.min(24, this.#printer.columns - 70)),
    });
    this.#bar.update(counted, text);
  }
}
