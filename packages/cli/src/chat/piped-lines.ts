import { createInterface } from "node:readline";
import type { Input, LineSource } from "./line-source.ts";

/** Lines of a file or another program. */
export class PipedLines implements LineSource {
  readonly #lines: AsyncIterator<string>;
  readonly #close: () => void;
  onInterrupt: () => void = () => {};

  constructor(input: NodeJS.ReadableStream) {
    const lines = createInterface({ input, terminal: false });
    this.#lines = lines[Symbol.asyncIterator]();
    this.#close = () => lines.close();
  }

  async next(): Promise<Input> {
    const { done, value } = await this.#lines.next();
    return done ? { kind: "end" } : { kind: "line", text: value };
  }

  [Symbol.dispose](): void {
    this.#close();
  }
}
