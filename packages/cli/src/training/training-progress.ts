import type { StepRecord } from "@qkv/nn";
import { SingleBar } from "cli-progress";
import { formatCount, formatDuration } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";

const lineInterval = 2000;
/** Share of the newest step in the smoothed time of a step. */
const smoothing = 0.05;

/** How a training run goes: a bar on a terminal, elsewhere a line now and then. */
export class TrainingProgress {
  readonly #printer: Printer;
  readonly #steps: number;
  readonly #firstStep: number;
  #bar: SingleBar | undefined;
  #last: StepRecord | undefined;
  #valLoss: number | undefined;
  #stepTime: number | undefined;
  #tokensPerSecond: number | undefined;
  #stepEnd = performance.now();
  #lastLine = 0;

  constructor(printer: Printer, steps: number, firstStep: number) {
    this.#printer = printer;
    this.#steps = steps;
    this.#firstStep = firstStep;
  }

  step(record: StepRecord): void {
    const now = performance.now();
    this.#stepTime = smoothed(this.#stepTime, now - this.#stepEnd);
    this.#tokensPerSecond = smoothed(this.#tokensPerSecond, record.tokensPerSecond ?? 0);
    this.#stepEnd = now;
    this.#last = record;
    this.#valLoss = record.valLoss ?? this.#valLoss;
    if (this.#printer.interactive) this.#draw(record);
    else if (record.valLoss !== undefined || now - this.#lastLine > lineInterval) {
      this.#lastLine = now;
      this.#printer.line(this.#describe(record));
    }
  }

  /** Take the bar away, to print something or to be done; the next step shows it again. */
  pause(): void {
    this.#bar?.stop();
    this.#bar = undefined;
    if (this.#printer.interactive && this.#last?.valLoss !== undefined) {
      this.#printer.line(this.#describe(this.#last));
      this.#last = undefined;
    }
  }

  #draw(record: StepRecord): void {
    if (!this.#bar) {
      this.#bar = new SingleBar({
        format: "{bar} {line}",
        stream: this.#printer.stream,
        clearOnComplete: true,
        barsize: Math.max(8, Math.min(24, this.#printer.columns - 90)),
        barCompleteChar: "█",
        barIncompleteChar: "░",
      });
      this.#bar.start(this.#steps, record.step, { line: this.#describe(record) });
    }
    this.#bar.update(record.step, { line: this.#describe(record) });
  }

  #describe(record: StepRecord): string {
    const { colours } = this.#printer;
    const valLoss = record.valLoss ?? this.#valLoss;
    const rate = this.#tokensPerSecond ?? 0;
    const parts = [
      `step ${String(record.step).padStart(String(this.#steps).length)}/${this.#steps}`,
      `loss ${colours.cyan(record.loss.toFixed(4))}`,
      valLoss === undefined ? "" : `val ${colours.yellow(valLoss.toFixed(4))}`,
      `${formatCount(rate)} tok/s`,
      record.step < this.#steps ? `${formatDuration(this.#left(record.step))} left` : "",
    ];
    return parts.filter((part) => part !== "").join("  ");
  }

  #left(step: number): number {
    return step - this.#firstStep < 3 ? Number.NaN : (this.#steps - step) * (this.#stepTime ?? 0);
  }
}

function smoothed(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + smoothing * (value - mean);
}
