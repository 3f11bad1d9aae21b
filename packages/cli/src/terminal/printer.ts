import { type Colours, coloursOf } from "./colours.ts";
import { formatTable, type TableOptions } from "./table.ts";
import { wrapWords } from "./wrap-words.ts";

const eraseLine = "\r\u001b[K";

/** Where a command speaks to people: stdout, or stderr when stdout carries JSON. */
export class Printer {
  readonly stream: NodeJS.WriteStream;
  readonly colours: Colours;
  /** Whether a line may be drawn over another. */
  readonly interactive: boolean;
  #status = "";
  readonly #atExit = (): void => this.status("");

  constructor({ json = false }: { readonly json?: boolean | undefined } = {}) {
    this.stream = json ? process.stderr : process.stdout;
    this.colours = coloursOf(this.stream);
    const drawable = this.stream.isTTY === true && process.env.TERM !== "dumb";
    this.interactive = drawable && !(json && process.stdout.isTTY);
  }

  /** Of the terminal; 80 where there is none, or where it does not say. */
  get columns(): number {
    return this.stream.columns || 80;
  }

  /** Columns at which text is wrapped: nowhere but on a terminal, for what reads it elsewhere has its own. */
  get width(): number {
    return this.stream.isTTY ? this.columns : Number.POSITIVE_INFINITY;
  }

  /** Lines as they are. */
  line(text = ""): void {
    const erased = this.#status === "" ? "" : eraseLine;
    this.stream.write(`${erased}${text}\n${this.#status}`);
  }

  /** Sentences, wrapped at words. */
  say(text: string): void {
    this.line(this.wrap(text));
  }

  /** The text as lines that fit, wrapped at words. */
  wrap(text: string, hang = ""): string {
    return wrapWords(text, this.width, { hang }).join("\n");
  }

  table(rows: readonly (readonly string[])[], options: Omit<TableOptions, "width"> = {}): string {
    return formatTable(rows, { ...options, width: this.width });
  }

  /** Draw the text below all lines, in the place of the one before; "" takes it away. It must fit into a line. */
  status(text: string): void {
    if (text === this.#status) return;
    if (this.#status === "") process.once("exit", this.#atExit);
    if (text === "") process.off("exit", this.#atExit);
    this.#status = text;
    this.stream.write(`${eraseLine}${text}`);
  }
}

/** One JSON value as a line of stdout. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
