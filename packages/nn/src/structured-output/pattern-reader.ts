import { shorten } from "../options/describe-value.ts";
import { ConstraintError } from "./constraint-error.ts";

/** Groups within groups, at most. */
const deepest = 200;

/** A place in the source of an expression or a grammar. */
export class PatternReader {
  readonly source: string;
  readonly #who: string;
  at = 0;
  #depth = 0;

  constructor(source: string, who: string) {
    this.source = source;
    this.#who = who;
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

  /** The code point that so many hexadecimal digits name. */
  hexadecimal(digits: number): number {
    const found = this.match(new RegExp(`[0-9a-fA-F]{${digits}}`, "y"));
    if (!found) throw this.fault(`expected ${digits} hexadecimal digits`);
    return Number.parseInt(found[0], 16);
  }

  /** What a group holds. */
  nested<T>(read: () => T): T {
    if (++this.#depth > deepest) throw this.fault(`groups are nested more than ${deepest} deep`);
    const inside = read();
    this.#depth--;
    return inside;
  }

  fault(problem: string, at = this.at): ConstraintError {
    const line = this.source.slice(0, at).split("\n").length;
    const place = line > 1 ? `line ${line}` : `position ${at}`;
    return new ConstraintError(
      `${this.#who}: ${problem}, at ${place} of ${JSON.stringify(shorten(this.source))}`,
    );
  }
}
