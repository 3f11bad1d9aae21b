import { characterEscape, namedSets, setEscape } from "./escapes.ts";
import { casesOf, casesOfRange } from "./letter-cases.ts";
import { literal, type PatternCursor } from "./pattern-cursor.ts";

const deepest = 20;

/** A class in brackets, from behind its "[" on, as a JavaScript class. */
export function characterClass(cursor: PatternCursor, depth = 0): string {
  if (depth > deepest) throw cursor.fault("its classes are nested too deep");
  const negated = cursor.take("^") ? "^" : "";
  const operands: string[] = [];
  let items = cursor.take("]") ? literal("]") : "";
  const endOperand = (): void => {
    if (items === "") throw cursor.fault("a class is empty");
    operands.push(items);
    items = "";
  };
  while (!cursor.take("]")) {
    if (cursor.take("&&")) endOperand();
    else items += item(cursor, depth);
  }
  endOperand();
  const inside =
    operands.length === 1 ? operands[0]! : operands.map((one) => `[${one}]`).join("&&");
  return `[${negated}${inside}]`;
}

/** One member of a class: a set, a nested class, a character or a range of them. */
function item(cursor: PatternCursor, depth: number): string {
  const posix = cursor.match(/\[:(\^?)([a-z]+):\]/y);
  if (posix) {
    const set = namedSets[posix[2]!];
    if (set === undefined) throw cursor.fault(`there is no set [:${posix[2]}:]`);
    return posix[1] === "^" ? `[^${set}]` : set;
  }
  if (cursor.take("[")) return characterClass(cursor, depth + 1);
  const first = member(cursor);
  if (typeof first !== "string") return first.set;
  const isRange =
    cursor.source[cursor.at] === "-" &&
    !/^-(?:\]|&&|$)/.test(cursor.source.slice(cursor.at, cursor.at + 3));
  if (!isRange) return cursor.ignoreCase ? casesOf(first).map(literal).join("") : literal(first);
  cursor.take("-");
  const last = member(cursor);
  if (typeof last !== "string") return literal(first) + literal("-") + last.set;
  if (first.codePointAt(0)! > last.codePointAt(0)!) throw cursor.fault("a range is empty");
  const range = `${literal(first)}-${literal(last)}`;
  return cursor.ignoreCase ? range + casesOfRange(first, last) : range;
}

function member(cursor: PatternCursor): string | { readonly set: string } {
  if (!cursor.take("\\")) return cursor.next();
  if (cursor.take("b")) return "\b";
  const set = setEscape(cursor);
  return set === undefined ? characterEscape(cursor) : { set };
}
