import { ChatTemplateError } from "./chat-template-error.ts";

const longest = 2 ** 26;

/** What a template has written; blocks write into texts of their own. */
export class TemplateOutput {
  readonly #parts: string[][] = [[]];
  #length = 0;

  /** Code units that stand in the whole text already. */
  get position(): number {
    return this.#parts[0]!.reduce((sum, { length }) => sum + length, 0);
  }

  write(text: string): void {
    this.#length += text.length;
    if (this.#length > longest)
      throw new ChatTemplateError(`it writes more than ${longest} characters`);
    this.#parts.at(-1)!.push(text);
  }

  /** What is written meanwhile, which goes nowhere else. */
  captured(write: () => void): string {
    const depth = this.#parts.length;
    this.#parts.push([]);
    try {
      write();
      return this.#parts.at(-1)!.join("");
    } finally {
      this.#parts.length = depth;
    }
  }

  toString(): string {
    return this.#parts[0]!.join("");
  }
}
