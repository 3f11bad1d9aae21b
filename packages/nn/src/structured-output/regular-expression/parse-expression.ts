import { codePoints, everyCharacter, without } from "../expressions/code-points.ts";
import { choice, type Expression, nothing, oneOf, sequence } from "../expressions/expression.ts";
import { PatternReader } from "../pattern-reader.ts";
import { repeated } from "../repetition.ts";
import { readClass } from "./character-class.ts";
import { readEscape } from "./escapes.ts";

/** The beginning or the end of the text, and where that is asked for. */
export interface Anchor {
  readonly kind: "anchor";
  readonly side: "start" | "end";
  readonly at: number;
}

export type AnchoredExpression = Expression<Anchor>;

const lineEnds = codePoints([
  [0x0a, 0x0a],
  [0x0d, 0x0d],
  [0x2028, 0x2029],
]);

/**
 * A regular expression of JavaScript's with the flag u.
 *
 * @param dotAll whether a dot is also a line's end
 * @throws ConstraintError for what is none, and by name for what looks around or back
 */
export function parseExpression(source: string, who: string, dotAll: boolean): AnchoredExpression {
  const reader = new PatternReader(source, who);
  const parsed = alternatives(reader, dotAll);
  if (!reader.done) throw reader.fault('")" closes nothing');
  return parsed;
}

function alternatives(reader: PatternReader, dotAll: boolean): AnchoredExpression {
  const options = [pieces(reader, dotAll)];
  while (reader.take("|")) options.push(pieces(reader, dotAll));
  return choice(options);
}

function pieces(reader: PatternReader, dotAll: boolean): AnchoredExpression {
  const parts: AnchoredExpression[] = [];
  while (!reader.done && !reader.looksAt("|") && !reader.looksAt(")")) {
    const start = reader.at;
    const part = atom(reader, dotAll);
    const whole = quantified(reader, part);
    if (whole !== part && "side" in part) throw reader.fault("an anchor cannot be repeated", start);
    parts.push(whole);
  }
  return parts.length === 0 ? nothing : sequence(...parts);
}

function atom(reader: PatternReader, dotAll: boolean): AnchoredExpression {
  const { at } = reader;
  const character = reader.next();
  switch (character) {
    case "^":
      return { kind: "anchor", side: "start", at };
    case "$":
      return { kind: "anchor", side: "end", at };
    case ".":
      return oneOf(dotAll ? everyCharacter : without(lineEnds));
    case "[":
      return oneOf(readClass(reader));
    case "(":
      return group(reader, dotAll);
    case "\\":
      return oneOf(readEscape(reader, false));
    case "*":
    case "+":
    case "?":
    case "{":
      throw reader.fault(`there is nothing that ${JSON.stringify(character)} could repeat`, at);
    case "]":
    case "}":
      throw reader.fault(`${JSON.stringify(character)} closes nothing; write "\\${character}"`, at);
    default: {
      const code = character.codePointAt(0)!;
      const set = codePoints([[code, code]]);
      if (set.length === 0) throw reader.fault("half of a character has no bytes", at);
      return oneOf(set);
    }
  }
}

/** Groups that are refused, by what they begin with. */
const refused: readonly (readonly [begin: string, name: string])[] = [
  ["?=", "a lookahead"],
  ["?!", "a negative lookahead"],
  ["?<=", "a lookbehind"],
  ["?<!", "a negative lookbehind"],
];

function group(reader: PatternReader, dotAll: boolean): AnchoredExpression {
  const at = reader.at - 1;
  for (const [begin, name] of refused)
    if (reader.looksAt(begin)) throw reader.fault(`there is ${name}, which is not done`, at);
  if (!reader.take("?:") && !reader.match(/\?<[\p{ID_Start}$_][\p{ID_Continue}$]*>/uy))
    if (reader.looksAt("?")) throw reader.fault("there are flags, which are not done", at);
  const inside = reader.nested(() => alternatives(reader, dotAll));
  if (!reader.take(")")) throw reader.fault('a "(" is not closed', at);
  return inside;
}

function quantified(reader: PatternReader, of: AnchoredExpression): AnchoredExpression {
  const { at } = reader;
  const found = reader.match(/[*+?]|\{(\d+)(,(\d*))?\}/y);
  if (!found) return of;
  reader.take("?"); // which of the texts is preferred is the model's to say
  return repeated(reader, of, found, at);
}
