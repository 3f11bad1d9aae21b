import type { PatternCursor } from "./pattern-cursor.ts";

const word = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\u{b2}\\u{b3}\\u{b9}\\u{bc}-\\u{be}";

/** Sets of characters that a letter behind a backslash stands for, as the inside of a JavaScript class. */
const sets: Readonly<Record<string, string>> = {
  s: "\\p{White_Space}",
  d: "\\p{Nd}",
  w: word,
  h: "0-9a-fA-F",
};

/** The names in [:alpha:], which \p{Alpha} knows too. */
export const namedSets: Readonly<Record<string, string>> = {
  alnum: "\\p{Alphabetic}\\p{Nd}",
  alpha: "\\p{Alphabetic}",
  any: "\\u{0}-\\u{10ffff}",
  ascii: "\\u{0}-\\u{7f}",
  blank: "\\p{Zs}\\t",
  cntrl: "\\p{Cc}",
  digit: "\\p{Nd}",
  graph: "[^\\p{White_Space}\\p{Cc}\\p{Cn}\\p{Cs}]",
  lower: "\\p{Lowercase}",
  print: "[[^\\p{Cc}\\p{Cn}\\p{Cs}]--[\\t-\\r\\u{85}\\u{2028}\\u{2029}]]",
  punct: "\\p{P}\\p{S}",
  space: "\\p{White_Space}",
  upper: "\\p{Uppercase}",
  word,
  xdigit: "0-9a-fA-F",
};

const controls: Readonly<Record<string, string>> = {
  ...{ t: "\t", n: "\n", r: "\r", f: "\f", v: "\v", a: "\x07", e: "\x1b" },
};

/** The set that an escape stands for, as the inside of a class; undefined where it stands for one character. */
export function setEscape(cursor: PatternCursor): string | undefined {
  const name = cursor.peek();
  const lower = name.toLowerCase();
  if (lower === "p") {
    const found = cursor.match(/[pP]\{(\^?)([A-Za-z0-9_= -]{1,60})\}/y);
    if (!found) throw cursor.fault("after \\p a name in braces is expected");
    const set = propertySet(found[2]!, cursor);
    return (name === "P") !== (found[1] === "^") ? `[^${set}]` : set;
  }
  if (!/^[sdwh]$/.test(lower)) return undefined;
  cursor.next();
  return name === lower ? sets[lower] : `[^${sets[lower]}]`;
}

/** The character that an escape stands for. */
export function characterEscape(cursor: PatternCursor): string {
  const hexadecimal = cursor.match(
    /x\{([0-9a-fA-F]{1,6})\}|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{4})/y,
  );
  if (hexadecimal) {
    const code = Number.parseInt(hexadecimal[1] ?? hexadecimal[2] ?? hexadecimal[3]!, 16);
    if (code > 0x10ffff) throw cursor.fault("there is no such character");
    return String.fromCodePoint(code);
  }
  const octal = cursor.match(/0[0-7]{0,2}/y);
  if (octal) return String.fromCodePoint(Number.parseInt(octal[0], 8));
  const name = cursor.next();
  if (name in controls) return controls[name]!;
  if (/[A-Za-z0-9]/.test(name)) throw cursor.fault(`\\${name} is not known`);
  return name;
}

/** A property of Unicode's or a script under JavaScript's name for it. */
function propertySet(name: string, cursor: PatternCursor): string {
  const plain = name.replace(/[ -]/g, "_");
  const known = namedSets[plain.toLowerCase()];
  if (known) return known;
  const titled = plain.toLowerCase().replace(/(^|_)[a-z]/g, (letter) => letter.toUpperCase());
  for (const one of [plain, titled])
    for (const set of [`\\p{${one}}`, `\\p{Script=${one}}`]) if (isPattern(set)) return set;
  throw cursor.fault(`there is no property ${name}`);
}

/** Not so with the flag v, which knows properties of several characters at once. */
function isPattern(source: string): boolean {
  try {
    new RegExp(source, "u");
    return true;
  } catch {
    return false;
  }
}
