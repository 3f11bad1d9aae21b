import { shorten } from "../options/describe-value.ts";
import { SourceCursor } from "../tokenizers/text/source-cursor.ts";
import { ConstraintError } from "./constraint-error.ts";

/** Groups within groups, at most. */
const deepest = 200;

/** A place in the source of an expression or a grammar. */
export class PatternReader extends SourceCursor {
  readonly #who: string;
  #depth = 0;

  constructor(source: string, who: string) {
    super(source);
    this.#who = who;
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
