import { createInterface, type Interface } from "node:readline";
import { Writable } from "node:stream";
import type { Input, LineSource } from "./line-source.ts";

/** What readline draws, which is nothing while an answer is written: what is typed meanwhile shows with the next prompt. */
class PromptOutput extends Writable {
  readonly #stream: NodeJS.WriteStream;
  readonly isTTY = true;
  muted = true;

  constructor(stream: NodeJS.WriteStream) {
    super();
    this.#stream = stream;
    stream.on("resize", () => this.emit("resize"));
  }

  get columns(): number {
    return this.#stream.columns;
  }

  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    if (!this.muted) this.#stream.write(chunk);
    done();
  }
}

/** Lines that are typed, with editing and the arrow keys' history. */
export class TerminalLines implements LineSource {
  readonly #output: PromptOutput;
  readonly #interface: Interface;
  #waiting: ((input: Input) => void) | undefined;
  readonly #early: Input[] = [];
  #ended = false;
  onInterrupt: () => void = () => {};

  constructor(input: NodeJS.ReadStream, output: NodeJS.WriteStream) {
    this.#output = new PromptOutput(output);
    this.#interface = createInterface({ input, output: this.#output, terminal: true });
    this.#interface.on("line", (text) => this.#tell({ kind: "line", text }));
    this.#interface.on("close", () => {
      this.#ended = true;
      this.#tell({ kind: "end" });
    });
    this.#interface.on("SIGINT", () => {
      if (this.#waiting) this.#tell({ kind: "interrupt" });
      else this.onInterrupt();
    });
  }

  async next(prompt: string): Promise<Input> {
    const early = this.#early.shift();
    if (early) return early;
    if (this.#ended) return { kind: "end" };
    this.#output.muted = false;
    this.#interface.setPrompt(prompt);
    this.#interface.prompt(true);
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  [Symbol.dispose](): void {
    this.#interface.close();
  }

  #tell(input: Input): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    this.#output.muted = true;
    if (input.kind === "interrupt") this.#dropLine();
    if (waiting) waiting(input);
    else this.#early.push(input);
  }

  /** What was typed of a line that Ctrl-C has ended. */
  #dropLine(): void {
    this.#interface.write(null, { ctrl: true, name: "e" });
    this.#interface.write(null, { ctrl: true, name: "u" });
  }
}
