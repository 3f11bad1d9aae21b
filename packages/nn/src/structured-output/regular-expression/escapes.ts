import { type CodePoints, codePoints, without } from "../expressions/code-points.ts";
import type { PatternReader } from "../pattern-reader.ts";

const one = (code: number): CodePoints => codePoints([[code, code]]);

const digits = codePoints([[0x30, 0x39]]);
const wordCharacters = codePoints([
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
]);
const spaces = codePoints([
  ...([
    [0x09, 0x0d],
    [0x20, 0x20],
    [0xa0, 0xa0],
    [0x1680, 0x1680],
    [0x2000, 0x200a],
  ] as const),
  ...([
    [0x2028, 0x2029],
    [0x202f, 0x202f],
    [0x205f, 0x205f],
    [0x3000, 0x3000],
  ] as const),
  ...([[0xfeff, 0xfeff]] as const),
]);

/** Sets by the letters that name them; a capital letter names all others. */
const sets: Readonly<Record<string, CodePoints>> = { d: digits, w: wordCharacters, s: spaces };
const controls: Readonly<Record<string, number>> = { t: 9, n: 10, v: 11, f: 12, r: 13 };

/** What stands behind a backslash, which is passed already. */
export function readEscape(reader: PatternReader, inClass: boolean): CodePoints {
  const at = reader.at - 1;
  const letter = reader.next();
  const set = sets[letter.toLowerCase()];
  if (set) return sets[letter] ? set : without(set);
  if (controls[letter] !== undefined) return one(controls[letter]);
  if (letter === "p" || letter === "P") return property(reader, letter === "P", at);
  if (letter === "x") return one(reader.hexadecimal(2));
  if (letter === "u") return character(reader, at);
  if (letter === "c") {
    const named = reader.match(/[A-Za-z]/y);
    if (!named) throw reader.fault('expected a letter behind "\\c"');
    return one(named[0].charCodeAt(0) % 32);
  }
  if (letter === "0" && !/\d/.test(reader.peek())) return one(0);
  if (letter === "b" && inClass) return one(8);
  if (letter === "b" || letter === "B")
    throw reader.fault(`there is a word boundary ("\\${letter}"), which is not done`, at);
  if (/[1-9k]/.test(letter))
    throw reader.fault(`there is a reference back ("\\${letter}"), which is not done`, at);
  if (/^[\^$\\.*+?()[\]{}|/]$/.test(letter) || (inClass && letter === "-"))
    return one(letter.charCodeAt(0));
  throw reader.fault(`"\\${letter}" means nothing`, at);
}

function character(reader: PatternReader, at: number): CodePoints {
  const braced = reader.match(/\{([0-9a-fA-F]{1,8})\}/y);
  let code = braced ? Number.parseInt(braced[1]!, 16) : reader.hexadecimal(4);
  const low = code >= 0xd800 && code < 0xdc00 && reader.match(/\\u([dD][c-fC-F][0-9a-fA-F]{2})/y);
  if (low) code = 0x10000 + ((code - 0xd800) << 10) + (Number.parseInt(low[1]!, 16) - 0xdc00);
  if (code > 0x10ffff || one(code).length === 0)
    throw reader.fault("there is no such character", at);
  return one(code);
}

const properties = new Map<string, CodePoints>();

/** \p{L}: the engine itself says which characters have a property. */
function property(reader: PatternReader, negated: boolean, at: number): CodePoints {
  const named = reader.match(/\{[\w=]{1,60}\}/y);
  if (!named) throw reader.fault('expected a property as in "\\p{L}"', at);
  const known = properties.get(named[0]);
  const set = known ?? charactersWith(named[0]);
  if (!set) throw reader.fault(`there is no property ${named[0]}`, at);
  properties.set(named[0], set);
  return negated ? without(set) : set;
}

function charactersWith(name: string): CodePoints | undefined {
  let expression: RegExp;
  try {
    expression = new RegExp(`^\\p${name}$`, "u");
  } catch {
    return undefined;
  }
  const ranges: [number, number][] = [];
  for (let code = 0; code <= 0x10ffff; code++) {
    if (!expression.test(String.fromCodePoint(code))) continue;
    const last = ranges.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  }
  return codePoints(ranges);
}
