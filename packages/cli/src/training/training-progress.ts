import type { StepRecord } from "@qkv/nn";
import type { Figures, FigureTable } from "@qkv/nn/recipes";
import { describeFigures } from "../report/describe-score.ts";
import { formatCount, formatDuration } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";
import { ProgressBar } from "../terminal/progress-bar.ts";

const lineInterval = 2000;
/** Share of the newest step in the smoothed time of a step. */
const smoothing = 0.05;

/** How a training run goes: a bar on a terminal, elsewhere a line now and then. */
export class TrainingProgress {
  readonly #printer: Printer;
  readonly #steps: number;
  readonly #table: FigureTable;
  readonly #firstStep: number;
  #bar: ProgressBar | undefined;
  #valLoss: number | undefined;
  #tokensPerSecond: number | undefined;
  #figures: Figures = {};
  readonly #start = performance.now();
  #lastLine = 0;

  /** `table` lists what validations count beside the loss. */
  constructor(printer: Printer, steps: number, firstStep: number, table: FigureTable = {}) {
    this.#table = table;
    this.#printer = printer;
    this.#steps = steps;
    this.#firstStep = firstStep;
  }

  step(record: StepRecord): void {
    const now = performance.now();
    if (record.tokensPerSecond !== undefined)
      this.#tokensPerSecond = smoothed(this.#tokensPerSecond, record.tokensPerSecond);
    this.#valLoss = record.valLoss ?? this.#valLoss;
    this.#figures = record.figures ?? this.#figures;
    const evaluated = record.valLoss !== undefined;
    if (this.#printer.interactive && !evaluated) this.#draw(record);
    else if (evaluated || now - this.#lastLine > lineInterval) {
      this.pause();
      this.#lastLine = now;
      this.#printer.line(this.#parts(record).join("  "));
    }
  }

  /** Take the bar away, to print something or to be done; the next step shows it again. */
  pause(): void {
    this.#bar?.remove();
    this.#bar = undefined;
  }

  #draw(record: StepRecord): void {
    this.#bar ??= new ProgressBar(this.#printer);
    this.#bar.update(record.step / this.#steps, this.#parts(record));
  }

  /** What matters most stands first. */
  #parts(record: StepRecord): readonly string[] {
    const { colours } = this.#printer;
    const valLoss = record.valLoss ?? this.#valLoss;
    return [
      `step ${String(record.step).padStart(String(this.#steps).length)}/${this.#steps}`,
      `loss ${colours.cyan(record.loss.toFixed(4))}`,
      valLoss === undefined ? "" : `val ${colours.yellow(valLoss.toFixed(4))}`,
      record.step < this.#steps ? `${formatDuration(this.#left(record.step))} left` : "",
      ...this.#validated(),
      this.#tokensPerSecond === undefined ? "" : `${formatCount(this.#tokensPerSecond)} tok/s`,
    ].filter((part) => part !== "");
  }

  /** What the last validation counted. */
  #validated(): readonly string[] {
    return describeFigures(this.#figures, this.#table).map(([label, value]) => `${label} ${value}`);
  }

  #left(step: number): number {
    const done = step - this.#firstStep;
    return (this.#steps - step) * ((performance.now() - this.#start) / done);
  }
}

function smoothed(mean: number | undefined, value: number): number {
  return mean === undefined ? value : mean + smoothing * (value - mean);
}
