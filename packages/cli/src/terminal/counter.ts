import { formatBytes, formatCount, formatDuration } from "./format-number.ts";
import type { Printer } from "./printer.ts";
import { ProgressBar } from "./progress-bar.ts";

export interface CounterOptions {
  readonly label: string;
  readonly unit: "bytes" | "tokens" | "inputs" | "steps" | "trials";
  /** Milliseconds of work before anything shows. */
  readonly delay: number;
  /** What was done before, which says nothing of how long the rest takes; 0 unless given. */
  readonly from?: number;
}

const lineInterval = 3000;

/** Progress of work with one number: a bar on a terminal, a line now and then elsewhere. */
export class Counter {
  readonly #printer: Printer;
  readonly #options: CounterOptions;
  readonly #start = performance.now();
  #bar: ProgressBar | undefined;
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
    this.#bar?.remove();
    this.#bar = undefined;
  }

  #draw(done: number, total: number): void {
    this.#bar ??= new ProgressBar(this.#printer);
    const share = total > 0 ? done / total : 1;
    this.#bar.update(share, [
      this.#options.label,
      `${Math.floor(100 * share)} % of ${this.#format(total)}`,
      this.#left(done, total),
    ]);
  }

  #left(done: number, total: number): string {
    const { from = 0 } = this.#options;
    const left = ((performance.now() - this.#start) * (total - done)) / (done - from);
    return `${formatDuration(left)} left`;
  }

  #print(done: number, total: number): void {
    const now = performance.now();
    if (now - this.#lastLine < lineInterval) return;
    this.#lastLine = now;
    const { label, from } = this.#options;
    const share = Number.isFinite(total) ? `${Math.floor((100 * done) / total)} % of ` : "";
    const left = from === undefined || done <= from ? "" : `, ${this.#left(done, total)}`;
    const count = this.#format(Number.isFinite(total) ? total : done);
    this.#printer.line(`${label}: ${share}${count}${left}`);
  }

  #format(count: number): string {
    const { unit } = this.#options;
    return unit === "bytes" ? formatBytes(count) : `${formatCount(count)} ${unit}`;
  }
}
