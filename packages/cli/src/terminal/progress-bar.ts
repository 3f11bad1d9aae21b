import { cutToWidth, displayWidth } from "./display-width.ts";
import type { Printer } from "./printer.ts";

/** Columns that stay free at the end: the terminal writes ^C there, which must not begin another line. */
const free = 3;
const [narrowest, widest] = [8, 24];
const redrawMilliseconds = 100;

/** Progress on the last line of a terminal: a bar, and parts of text, as many of them as there is room for. */
export class ProgressBar {
  readonly #printer: Printer;
  #drawn = Number.NEGATIVE_INFINITY;

  constructor(printer: Printer) {
    this.#printer = printer;
  }

  /** `done`: part of all, 0 to 1. The parts that matter most stand first. */
  update(done: number, parts: readonly string[]): void {
    const now = performance.now();
    if (now - this.#drawn < redrawMilliseconds) return;
    this.#drawn = now;
    this.#printer.status(progressLine(done, parts, this.#printer.columns - free));
  }

  remove(): void {
    this.#drawn = Number.NEGATIVE_INFINITY;
    this.#printer.status("");
  }
}

/** A bar and the first parts, in at most so many columns. */
export function progressLine(done: number, parts: readonly string[], columns: number): string {
  let shown = parts.filter((part) => part !== "");
  const text = (): string => shown.join("  ");
  while (shown.length > 1 && displayWidth(text()) > columns) shown = shown.slice(0, -1);
  const width = displayWidth(text());
  if (width > columns) return cutToWidth(text(), columns);
  const room = Math.min(widest, columns - width - 2);
  if (room < narrowest) return text();
  const filled = Math.round(room * Math.min(1, Math.max(0, done)));
  return `${"█".repeat(filled)}${"░".repeat(room - filled)}  ${text()}`;
}
