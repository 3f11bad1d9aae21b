import { SingleBar } from "cli-progress";
import { formatBytes, formatCount } from "./format-number.ts";
import type { Printer } from "./printer.ts";

export interface CounterOptions {
  readonly label: string;
  readonly unit: "bytes" | "tokens";
  /** Milliseconds of work before anything shows. */
  readonly delay: number;
}

const lineInterval = 3000;

/** Progress of work with one number: a bar on a terminal, a line now and then elsewhere. */
export class Counter {
  readonly #printer: Printer;
  readonly #options: CounterOptions;
  readonly #start = performance.now();
  #bar: SingleBar | undefined;
  #lastLine: number;

  constructor(printer: Printer, options: CounterOptions) {
    this.#printer = printer;
    this.#options = options;
    this.#lastLine = this.#start + options.delay - lineInterval;
  }

  /** `total` is NaN where it is not known. */
  update(done: number, total: number): void {
    if (performance.now() - this.#start < this.#options.delay) return;
    if (this.#printer.interactive && Number.isFinite(total)) this.#draw(done, total);
    else this.#print(done, total);
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }

  #draw(done: number, total: number): void {
    const { label } = this.#options;
    if (!this.#bar) {
      const format = `${label} {bar} {percentage}% of ${this.#format(total)}, {eta_formatted} left`;
      const stream = this.#printer.stream;
      this.#bar = new SingleBar({ format, stream, clearOnComplete: true, barsize: 30 });
      this.#bar.start(total, done);
    }
    this.#bar.update(done);
  }

  #print(done: number, total: number): void {
    const now = performance.now();
    if (now - this.#lastLine < lineInterval) return;
    this.#lastLine = now;
    const of = Number.isFinite(total) ? ` of ${this.#format(total)}` : "";
    this.#printer.line(`${this.#options.label}: ${this.#format(done)}${of}`);
  }

  #format(count: number): string {
    const { unit } = this.#options;
    return unit === "bytes" ? formatBytes(count) : `${formatCount(count)} ${unit}`;
  }
}
