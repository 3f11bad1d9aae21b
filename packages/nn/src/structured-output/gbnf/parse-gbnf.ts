import { codePoints, everyCharacter, without } from "../expressions/code-points.ts";
import {
  choice,
  type Expression,
  type Grammar,
  nothing,
  oneOf,
  ruleOf,
  sequence,
  text,
} from "../expressions/expression.ts";
import { PatternReader } from "../pattern-reader.ts";
import { repeated } from "../repetition.ts";

/** Signs such as "*" behind one another, at most. */
const mostSigns = 20;

/**
 * A grammar in llama.cpp's notation.
 *
 * @throws ConstraintError that says where
 */
export function parseGbnf(source: string, who: string): Grammar {
  const reader = new PatternReader(source, who);
  const rules = new Map<string, Expression>();
  /** Where each name was first used. */
  const used = new Map<string, number>();
  skip(reader, true);
  while (!reader.done) {
    const { at } = reader;
    const name = ruleName(reader);
    skip(reader, false);
    if (!reader.take("::=")) throw reader.fault(`expected "::=" behind ${name}`);
    skip(reader, true);
    if (rules.has(name)) throw reader.fault(`there are two rules ${name}`, at);
    rules.set(name, alternatives(reader, used, false));
    if (!reader.done && !reader.match(/\r?\n/y)) throw reader.fault("expected the end of the line");
    skip(reader, true);
  }
  for (const [name, at] of used)
    if (!rules.has(name)) throw reader.fault(`there is no rule ${name}`, at);
  if (!rules.has("root")) throw reader.fault("there is no rule root, with which a text begins", 0);
  return { rules, root: "root" };
}

/** Pass blanks and comments; the ends of lines too, where a rule goes on over them. */
function skip(reader: PatternReader, lines: boolean): void {
  reader.match(lines ? /(?:[ \t\r\n]|#[^\r\n]*)+/y : /(?:[ \t]|#[^\r\n]*)+/y);
}

function ruleName(reader: PatternReader): string {
  const found = reader.match(/[A-Za-z0-9_-]+/y);
  if (found) return found[0];
  throw reader.fault("expected the name of a rule");
}

function alternatives(
  reader: PatternReader,
  used: Map<string, number>,
  nested: boolean,
): Expression {
  const options = [parts(reader, used, nested)];
  while (reader.take("|")) {
    skip(reader, true);
    options.push(parts(reader, used, nested));
  }
  return choice(options);
}

function parts(reader: PatternReader, used: Map<string, number>, nested: boolean): Expression {
  const found: Expression[] = [];
  for (let one = part(reader, used); one; one = part(reader, used)) {
    skip(reader, nested);
    let whole = one;
    for (let count = 0, more = quantified(reader, whole); more !== whole; count++) {
      if (count > mostSigns) throw reader.fault("there are too many repetitions of one part");
      whole = more;
      skip(reader, nested);
      more = quantified(reader, whole);
    }
    found.push(whole);
  }
  return found.length === 0 ? nothing : sequence(...found);
}

/** A literal, a class, a group, a dot or a name; undefined where there is none. */
function part(reader: PatternReader, used: Map<string, number>): Expression | undefined {
  const { at } = reader;
  if (reader.take('"')) return literal(reader, at);
  if (reader.take("[")) return characterClass(reader, at);
  if (reader.take("(")) {
    skip(reader, true);
    const inside = reader.nested(() => alternatives(reader, used, true));
    if (!reader.take(")")) throw reader.fault('a "(" is not closed', at);
    return inside;
  }
  if (reader.take(".")) return oneOf(everyCharacter);
  if (reader.looksAt("<") || reader.looksAt("!"))
    throw reader.fault("there is a token by its name, which is not done; write its text", at);
  const name = reader.match(/[A-Za-z0-9_-]+/y)?.[0];
  if (name === undefined) return undefined;
  if (!used.has(name)) used.set(name, at);
  return ruleOf(name);
}

function literal(reader: PatternReader, at: number): Expression {
  let written = "";
  while (!reader.take('"')) {
    if (reader.done) throw reader.fault("a text is not closed", at);
    written += String.fromCodePoint(character(reader));
  }
  return text(written);
}

function characterClass(reader: PatternReader, at: number): Expression {
  const negated = reader.take("^");
  const ranges: [number, number][] = [];
  while (!reader.take("]")) {
    if (reader.done) throw reader.fault('a "[" is not closed', at);
    const start = reader.at;
    const from = character(reader);
    const isRange = reader.looksAt("-") && !reader.looksAt("-]");
    if (isRange) reader.take("-");
    const to = isRange ? character(reader) : from;
    if (to < from) throw reader.fault("a range is the wrong way round", start);
    ranges.push([from, to]);
  }
  const set = codePoints(ranges);
  return oneOf(negated ? without(set) : set);
}

const controls: Readonly<Record<string, string>> = { t: "\t", r: "\r", n: "\n" };
const hexDigits: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** A character, or what stands behind a backslash for one. */
function character(reader: PatternReader): number {
  const { at } = reader;
  if (!reader.take("\\")) return whole(reader, reader.next().codePointAt(0)!, at);
  const letter = reader.next();
  const digits = hexDigits[letter];
  if (digits !== undefined) return whole(reader, reader.hexadecimal(digits), at);
  if (controls[letter] !== undefined) return controls[letter].charCodeAt(0);
  if (/^[\\"[\]]$/.test(letter)) return letter.charCodeAt(0);
  throw reader.fault(`"\\${letter}" means nothing`, at);
}

function whole(reader: PatternReader, code: number, at: number): number {
  if (code <= 0x10ffff && codePoints([[code, code]]).length > 0) return code;
  throw reader.fault("there is no such character", at);
}

/** A part with the repetition behind it; the same part where there is none. */
function quantified(reader: PatternReader, of: Expression): Expression {
  const { at } = reader;
  const found = reader.match(/[*+?]|\{\s*(\d+)\s*(,\s*(\d*)\s*)?\}/y);
  if (!found) {
    if (reader.looksAt("{")) throw reader.fault("expected a repetition such as {2} or {2,5}");
    return of;
  }
  return repeated(reader, of, found, at);
}
