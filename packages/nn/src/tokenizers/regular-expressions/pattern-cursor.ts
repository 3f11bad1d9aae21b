import { TokenizerDataError } from "../tokenizer-data-error.ts";

/** A place in the source of a regular expression, and what of its groups is to be known there. */
export class PatternCursor {
  readonly source: string;
  at = 0;
  /** Whether letters stand for both of their cases. */
  ignoreCase = false;
  /** Whether a dot is also a line's end. */
  dotAll = false;
  /** Whether white space and comments are left out. */
  extended = false;
  /** Groups that can be referred to, so far. */
  groups = 0;
  /** Groups that stand for atomic ones, so far. */
  atoms = 0;
  readonly refersBack: boolean;

  constructor(source: string) {
    this.source = source;
    this.refersBack = /\\[1-9k]/.test(source);
  }

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

  /** Whether a text stands here, which is then passed. */
  take(text: string): boolean {
    if (!this.source.startsWith(text, this.at)) return false;
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

  fault(problem: string): TokenizerDataError {
    const shown = this.source.length > 60 ? `${this.source.slice(0, 60)}…` : this.source;
    return new TokenizerDataError(
      `the regular expression ${JSON.stringify(shown)} cannot be used: ${problem} (at ${this.at})`,
    );
  }
}

/** A character as it stands for itself anywhere in a JavaScript expression with the flag v. */
export const literal = (character: string): string =>
  /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`;
