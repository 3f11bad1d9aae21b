const quotes = '"""';

/** What a line makes of the lines before it. */
type Gathered = { readonly whole: string } | { readonly more: true };

/**
 * Lines that make one message: a backslash at the end of a line goes on with the next, and what stands between two """ is
 * taken as it is.
 */
export class GatheredInput {
  #lines: string[] = [];
  #quoted = false;

  /** Whether a message has begun. */
  get begun(): boolean {
    return this.#lines.length > 0 || this.#quoted;
  }

  add(line: string): Gathered {
    if (this.#quoted) return this.#inQuotes(line);
    if (this.#lines.length === 0 && line.trimStart().startsWith(quotes)) {
      this.#quoted = true;
      const rest = line.trimStart().slice(quotes.length);
      return rest === "" ? { more: true } : this.#inQuotes(rest);
    }
    if (line.endsWith("\\")) {
      this.#lines.push(line.slice(0, -1));
      return { more: true };
    }
    this.#lines.push(line);
    return this.#taken();
  }

  /** Drop what has begun. */
  clear(): void {
    this.#lines = [];
    this.#quoted = false;
  }

  /** What has begun when no more lines come. */
  rest(): string {
    const text = this.#lines.join("\n");
    this.clear();
    return text;
  }

  #inQuotes(line: string): Gathered {
    const end = line.trimEnd();
    if (!end.endsWith(quotes)) {
      this.#lines.push(line);
      return { more: true };
    }
    const last = end.slice(0, -quotes.length);
    if (last !== "") this.#lines.push(last);
    return this.#taken();
  }

  #taken(): Gathered {
    return { whole: this.rest() };
  }
}
