import { characterClass } from "./character-class.ts";
import { characterEscape, namedSets, setEscape } from "./escapes.ts";
import { casesOf } from "./letter-cases.ts";
import { literal, PatternCursor } from "./pattern-cursor.ts";

const deepest = 50;
const longest = 20_000;

/**
 * The JavaScript expression, global and with the flag v, of one in Oniguruma's syntax, in which tokenizer.json files
 * are written. Lines end where "\n" stands, `^` and `$` are at lines, `\s`, `\d` and `\w` are Unicode's.
 *
 * @throws TokenizerDataError for what has no counterpart, and where and why
 */
export function compilePattern(source: string): RegExp {
  const cursor = new PatternCursor(source);
  if (source.length > longest) throw cursor.fault(`it is longer than ${longest} characters`);
  const translated = alternatives(cursor, 0);
  if (!cursor.done) throw cursor.fault("a ) has no (");
  try {
    return new RegExp(translated, "gv");
  } catch (cause) {
    throw cursor.fault(cause instanceof Error ? cause.message : String(cause));
  }
}

function alternatives(cursor: PatternCursor, depth: number): string {
  if (depth > deepest) throw cursor.fault("its groups are nested too deep");
  const { ignoreCase, dotAll, extended } = cursor;
  let translated = "";
  while (!cursor.done && cursor.peek() !== ")")
    translated += cursor.take("|") ? "|" : quantified(cursor, depth);
  Object.assign(cursor, { ignoreCase, dotAll, extended });
  return translated;
}

function quantified(cursor: PatternCursor, depth: number): string {
  let translated = atom(cursor, depth);
  for (;;) {
    const found = cursor.match(/([*+?]|\{\d+(?:,\d*)?\}|\{,\d+\})/y);
    if (!found || translated === "") return translated;
    const simple = found[0].length === 1;
    const times = found[0].replace("{,", "{0,");
    if (cursor.take("?")) translated = `(?:${translated})${times}?`;
    else if (simple && cursor.take("+")) translated = atomic(cursor, `(?:${translated})${times}`);
    else
      translated = /^(?:[A-Za-z0-9]|\[[^[\]]*\])$/.test(translated)
        ? `${translated}${times}`
        : `(?:${translated})${times}`;
  }
}

/** What is never given back once it is found: a look ahead keeps its first match. */
function atomic(cursor: PatternCursor, translated: string): string {
  const name = `atom${cursor.atoms++}`;
  return `(?:(?=(?<${name}>${translated}))\\k<${name}>)`;
}

function atom(cursor: PatternCursor, depth: number): string {
  if (cursor.extended && cursor.match(/\s+|#[^\n]*/y)) return "";
  const first = cursor.next();
  switch (first) {
    case "(":
      return group(cursor, depth);
    case "[":
      return characterClass(cursor);
    case ".":
      return cursor.dotAll ? "[^]" : "[^\\n]";
    case "^":
      return "(?<![^\\n])";
    case "$":
      return "(?![^\\n])";
    case "\\":
      return escaped(cursor);
    case "*":
    case "+":
    case "?":
      throw cursor.fault(`there is nothing that ${first} repeats`);
    default:
      return character(cursor, first);
  }
}

function character(cursor: PatternCursor, one: string): string {
  const cases = cursor.ignoreCase ? casesOf(one) : [one];
  return cases.length === 1 ? literal(one) : `[${cases.map(literal).join("")}]`;
}

function escaped(cursor: PatternCursor): string {
  const word = `[${namedSets.word}]`;
  if (cursor.take("A")) return "(?<![^])";
  if (cursor.take("z")) return "(?![^])";
  if (cursor.take("Z")) return "(?=\\n?(?![^]))";
  if (cursor.take("b")) return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
  if (cursor.take("B")) return `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
  if (cursor.take("R")) return "(?:\\r\\n|[\\n-\\r\\u{85}\\u{2028}\\u{2029}])";
  const reference = cursor.match(/([1-9])(?!\d)|k<([A-Za-z_]\w*|\d)>/y);
  if (reference) return `\\k<${groupName(reference[1] ?? reference[2]!)}>`;
  const set = setEscape(cursor);
  if (set !== undefined) return `[${set}]`;
  return character(cursor, characterEscape(cursor));
}

const groupName = (name: string): string => (/^\d$/.test(name) ? `group${name}` : `named_${name}`);

function group(cursor: PatternCursor, depth: number): string {
  const comment = cursor.match(/\?#[^)]*\)/y);
  if (comment) return "";
  const switches = cursor.match(/\?([imx]*)(?:-([imx]*))?([:)])/y);
  if (switches) return switched(cursor, depth, switches);
  const around = cursor.match(/\?(?:=|!|<=|<!)/y);
  if (around) return `(${around[0]}${closed(cursor, depth)})`;
  if (cursor.take("?>")) return atomic(cursor, closed(cursor, depth));
  const named = cursor.match(/\?<([A-Za-z_]\w*)>/y);
  if (!named && cursor.peek() === "?") throw cursor.fault("this kind of group is not known");
  cursor.groups++;
  const name = groupName(named ? named[1]! : String(cursor.groups));
  return cursor.refersBack
    ? `(?<${name}>${closed(cursor, depth)})`
    : `(?:${closed(cursor, depth)})`;
}

/** "(?i)" holds to the end of the group around it, "(?i:...)" for what is in it. */
function switched(
  cursor: PatternCursor,
  depth: number,
  [, on, off = "", end]: RegExpExecArray,
): string {
  const { ignoreCase, dotAll, extended } = cursor;
  const chosen = (letter: string, now: boolean): boolean =>
    on!.includes(letter) || (now && !off.includes(letter));
  cursor.ignoreCase = chosen("i", ignoreCase);
  cursor.dotAll = chosen("m", dotAll);
  cursor.extended = chosen("x", extended);
  if (end === ")") return "";
  const inside = `(?:${closed(cursor, depth)})`;
  Object.assign(cursor, { ignoreCase, dotAll, extended });
  return inside;
}

function closed(cursor: PatternCursor, depth: number): string {
  const inside = alternatives(cursor, depth + 1);
  if (!cursor.take(")")) throw cursor.fault("a ( has no )");
  return inside;
}
