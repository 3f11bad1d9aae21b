import { type Colours, coloursOf } from "./colours.ts";

/** Where a command speaks to people: stdout, or stderr when stdout carries JSON. */
export class Printer {
  readonly stream: NodeJS.WriteStream;
  readonly colours: Colours;
  /** Whether a progress bar may draw over its own line. */
  readonly interactive: boolean;

  constructor({ json = false }: { readonly json?: boolean | undefined } = {}) {
    this.stream = json ? process.stderr : process.stdout;
    this.colours = coloursOf(this.stream);
    this.interactive = this.stream.isTTY && !(json && process.stdout.isTTY);
  }

  get columns(): number {
    return this.stream.columns ?? 80;
  }

  line(text = ""): void {
    this.stream.write(`${text}\n`);
  }
}

/** One JSON value as a line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
