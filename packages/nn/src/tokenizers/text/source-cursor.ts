/** A place in a text that is read from its beginning; the errors are the reader's. */
export abstract class SourceCursor {
  readonly source: string;
  at = 0;

  constructor(source: string) {
    this.source = source;
  }

  /** What is wrong, and where. */
  abstract fault(problem: string): Error;

  get done(): boolean {
    return this.at >= this.source.length;
  }

  /** The character here; "" at the end. */
  peek(): string {
    const code = this.source.codePointAt(this.at);
    return code === undefined ? "" : String.fromCodePoint(code);
  }

  next(): string {
    const character = this.peek();
    if (character === "") throw this.fault("it ends too early");
    this.at += character.length;
    return character;
  }

  looksAt(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }

  /** Whether a text stands here, which is then passed. */
  take(text: string): boolean {
    if (!this.looksAt(text)) return false;
    this.at += text.length;
    return true;
  }

  /** What a sticky expression finds here, which is then passed. */
  match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.source);
    if (!found) return undefined;
    this.at = expression.lastIndex;
    return found;
  }
}
