import { literal } from "./pattern-cursor.ts";

/** Letters that are one without regard to case, beside those that JavaScript turns into each other. */
const furtherCases: Readonly<Record<string, string>> = { k: "\u212a", s: "\u017f", å: "\u212b" };

/** A character in all of its cases. */
export function casesOf(character: string): readonly string[] {
  const lower = character.toLowerCase();
  const cases = [character, lower, character.toUpperCase(), furtherCases[lower] ?? character];
  return [...new Set(cases)].filter((one) => [...one].length === 1);
}

/** The other cases of a range's letters, as a part of a class; of the ranges that patterns have, the short ones. */
export function casesOfRange(first: string, last: string): string {
  const [from, to] = [first.codePointAt(0)!, last.codePointAt(0)!];
  if (to - from > 0x600) return "";
  let others = "";
  for (let code = from; code <= to; code++)
    for (const one of casesOf(String.fromCodePoint(code))) others += literal(one);
  return others;
}
