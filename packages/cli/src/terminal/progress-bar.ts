import { SingleBar } from "cli-progress";
import type { Printer } from "./printer.ts";

export interface BarOptions {
  /** With {bar}, {percentage}, {eta_formatted} and {text}. */
  readonly format: string;
  readonly text?: string;
  readonly total: number;
  readonly done: number;
  readonly width: number;
}

/** A bar on the last line of a terminal. */
export class ProgressBar {
  readonly #bar: SingleBar;
  readonly #stop = (): void => this.#bar.stop();

  constructor(printer: Printer, { format, text, total, done, width }: BarOptions) {
    this.#bar = new SingleBar({
      format,
      stream: printer.stream,
      clearOnComplete: true,
      barsize: width,
      barCompleteChar: "█",
      barIncompleteChar: "░",
    });
    this.#bar.start(total, done, { text });
    // The bar turns line wrapping off, which must not outlive the process.
    process.once("exit", this.#stop);
  }

  update(done: number, text?: string): void {
    this.#bar.update(done, { text });
  }

  remove(): void {
    process.off("exit", this.#stop);
    this.#bar.stop();
  }
}
