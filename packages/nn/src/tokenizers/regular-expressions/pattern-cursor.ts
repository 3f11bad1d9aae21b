import { SourceCursor } from "../text/source-cursor.ts";
import { TokenizerDataError } from "../tokenizer-data-error.ts";

/** A place in the source of a regular expression, and what of its groups is to be known there. */
export class PatternCursor extends SourceCursor {
  /** Whether letters stand for both of their cases. */
  ignoreCase = false;
  /** Whether a dot is also a line's end. */
  dotAll = false;
  /** Whether white space and comments are left out. */
  extended = false;
  /** Groups that can be referred to, so far. */
  groups = 0;
  /** Whether this is in a look behind, and in no look ahead in it. */
  behind = false;
  readonly refersBack: boolean;

  constructor(source: string) {
    super(source);
    this.refersBack = /\\[1-9k]/.test(source);
  }

  fault(problem: string): TokenizerDataError {
    return this.refusal(`${problem} (at ${this.at})`);
  }

  /** What is wrong with the whole of it. */
  refusal(problem: string): TokenizerDataError {
    const shown = this.source.length > 60 ? `${this.source.slice(0, 60)}…` : this.source;
    return new TokenizerDataError(
      `the regular expression ${JSON.stringify(shown)} cannot be used: ${problem}`,
    );
  }
}

/** A character as it stands for itself anywhere in a JavaScript expression with the flag v. */
export const literal = (character: string): string =>
  /^[A-Za-z0-9]$/.test(character) ? character : `\\u{${character.codePointAt(0)!.toString(16)}}`;
