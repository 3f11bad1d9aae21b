import { characterClass } from "./character-class.ts";
import { characterEscape, namedSets, setEscape } from "./escapes.ts";
import { casesOf } from "./letter-cases.ts";
import { literal, type PatternCursor } from "./pattern-cursor.ts";
import { choice, look, type PatternNode, sequence, set } from "./pattern-node.ts";

const deepest = 50;
const longest = 20_000;
/** What Oniguruma takes in braces. */
const mostTimes = 100_000;

/**
 * The tree of an expression in Oniguruma's syntax, in which tokenizer.json files are written. Lines end where "\n" stands,
 * `^` and `$` are at lines, `\s`, `\d` and `\w` are Unicode's.
 *
 * @throws TokenizerDataError for what has no counterpart, and where and why
 */
export function parsePattern(cursor: PatternCursor): PatternNode {
  if (cursor.source.length > longest) throw cursor.fault(`it is longer than ${longest} characters`);
  const node = alternatives(cursor, 0);
  if (!cursor.done) throw cursor.fault("a ) has no (");
  return node;
}

function alternatives(cursor: PatternCursor, depth: number): PatternNode {
  if (depth > deepest) throw cursor.fault("its groups are nested too deep");
  const { ignoreCase, dotAll, extended } = cursor;
  const options: PatternNode[][] = [[]];
  while (!cursor.done && cursor.peek() !== ")") {
    if (cursor.take("|")) {
      options.push([]);
      continue;
    }
    const part = quantified(cursor, depth);
    if (part) options.at(-1)!.push(part);
  }
  Object.assign(cursor, { ignoreCase, dotAll, extended });
  return choice(options.map(sequence));
}

function quantified(cursor: PatternCursor, depth: number): PatternNode | undefined {
  let node = atom(cursor, depth);
  for (let times = depth; ; times++) {
    const found = cursor.match(/([*+?])|\{(\d+)(?:(,)(\d*))?\}|\{,(\d+)\}/y);
    if (!found || !node) return node;
    if (times > deepest) throw cursor.fault("its repetitions are nested too deep");
    const [least, most] = bounds(found, cursor);
    const lazy = cursor.take("?");
    node = { kind: "repeat", part: node, least, most, lazy };
    // Behind braces a + repeats once more.
    if (!lazy && found[1] && cursor.take("+")) node = atomic(cursor, node);
  }
}

/** How often the last atom is repeated: by a sign, by {least,most} or by {,most}. */
function bounds(
  [, sign, least, comma, most, only]: RegExpExecArray,
  cursor: PatternCursor,
): readonly [number, number] {
  if (sign) return [sign === "+" ? 1 : 0, sign === "?" ? 1 : Number.POSITIVE_INFINITY];
  if (Math.max(Number(least ?? 0), Number(most || only || 0)) > mostTimes)
    throw cursor.fault(`nothing is repeated more than ${mostTimes} times`);
  if (only) return [0, Number(only)];
  const last = comma ? (most ? Number(most) : Number.POSITIVE_INFINITY) : Number(least);
  if (last < Number(least)) throw cursor.fault("the numbers in braces are out of order");
  return [Number(least), last];
}

function atomic(cursor: PatternCursor, part: PatternNode): PatternNode {
  if (cursor.behind) throw cursor.fault("what is never given back is not known in a look behind");
  return { kind: "atomic", part };
}

/** An atom; undefined for what is none, such as a comment. */
function atom(cursor: PatternCursor, depth: number): PatternNode | undefined {
  if (cursor.extended && cursor.match(/\s+|#[^\n]*/y)) return undefined;
  const first = cursor.next();
  switch (first) {
    case "(":
      return group(cursor, depth);
    case "[":
      return set(characterClass(cursor));
    case ".":
      return set(cursor.dotAll ? "[^]" : "[^\\n]");
    case "^":
      return look("<!", set("[^\\n]"));
    case "$":
      return look("!", set("[^\\n]"));
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

function character(cursor: PatternCursor, one: string): PatternNode {
  const cases = cursor.ignoreCase ? casesOf(one) : [one];
  return set(cases.length === 1 ? literal(one) : `[${cases.map(literal).join("")}]`);
}

const any = set("[^]");
const word = set(`[${namedSets.word}]`);
const beginsWord = sequence([look("<!", word), look("=", word)]);
const endsWord = sequence([look("<=", word), look("!", word)]);
const inWord = sequence([look("<=", word), look("=", word)]);
const outOfWord = sequence([look("<!", word), look("!", word)]);
const lineEnd = choice([
  sequence([set("\\r"), set("\\n")]),
  set("[\\n-\\r\\u{85}\\u{2028}\\u{2029}]"),
]);
const lastLineEnd: PatternNode = {
  kind: "repeat",
  part: set("\\n"),
  ...{ least: 0, most: 1, lazy: false },
};

function escaped(cursor: PatternCursor): PatternNode {
  if (cursor.take("A")) return look("<!", any);
  if (cursor.take("z")) return look("!", any);
  if (cursor.take("Z")) return look("=", sequence([lastLineEnd, look("!", any)]));
  if (cursor.take("b")) return choice([endsWord, beginsWord]);
  if (cursor.take("B")) return choice([inWord, outOfWord]);
  if (cursor.take("R")) return lineEnd;
  const reference = cursor.match(/([1-9])(?!\d)|k<([A-Za-z_]\w*|\d)>/y);
  if (reference) return { kind: "reference", name: groupName(reference[1] ?? reference[2]!) };
  const found = setEscape(cursor);
  // "[^...]" is a class already.
  if (found !== undefined) return set(/^\[\^[^[\]]*\]$/.test(found) ? found : `[${found}]`);
  return character(cursor, characterEscape(cursor));
}

const groupName = (name: string): string => (/^\d$/.test(name) ? `group${name}` : `named_${name}`);

function group(cursor: PatternCursor, depth: number): PatternNode | undefined {
  const comment = cursor.match(/\?#[^)]*\)/y);
  if (comment) return undefined;
  const switches = cursor.match(/\?([imx]*)(?:-([imx]*))?([:)])/y);
  if (switches) return switched(cursor, depth, switches);
  const around = cursor.match(/\?(=|!|<=|<!)/y);
  if (around) return lookAround(cursor, depth, around[1]!);
  if (cursor.take("?>")) return atomic(cursor, closed(cursor, depth));
  const named = cursor.match(/\?<([A-Za-z_]\w*)>/y);
  if (!named && cursor.peek() === "?") throw cursor.fault("this kind of group is not known");
  cursor.groups++;
  const name = groupName(named ? named[1]! : String(cursor.groups));
  const part = closed(cursor, depth);
  return cursor.refersBack ? { kind: "group", name, part } : part;
}

function lookAround(cursor: PatternCursor, depth: number, sign: string): PatternNode {
  const { behind } = cursor;
  cursor.behind = sign.startsWith("<");
  const part = closed(cursor, depth);
  cursor.behind = behind;
  return look(sign, part);
}

/** "(?i)" holds to the end of the group around it, "(?i:...)" for what is in it. */
function switched(
  cursor: PatternCursor,
  depth: number,
  [, on, off = "", end]: RegExpExecArray,
): PatternNode | undefined {
  const { ignoreCase, dotAll, extended } = cursor;
  const chosen = (letter: string, now: boolean): boolean =>
    on!.includes(letter) || (now && !off.includes(letter));
  cursor.ignoreCase = chosen("i", ignoreCase);
  cursor.dotAll = chosen("m", dotAll);
  cursor.extended = chosen("x", extended);
  if (end === ")") return undefined;
  const inside = closed(cursor, depth);
  Object.assign(cursor, { ignoreCase, dotAll, extended });
  return inside;
}

function closed(cursor: PatternCursor, depth: number): PatternNode {
  const inside = alternatives(cursor, depth + 1);
  if (!cursor.take(")")) throw cursor.fault("a ( has no )");
  return inside;
}
