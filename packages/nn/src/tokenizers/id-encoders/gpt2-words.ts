import { characterAt } from "../text/normalized-text.ts";

const unknown = 0;
const letter = 1;
const digit = 2;
const space = 3;
const other = 4;

const kinds = new Uint8Array(0x10000);

function kindOf(character: string): number {
  if (/^\p{L}$/u.test(character)) return letter;
  if (/^\p{N}$/u.test(character)) return digit;
  return /^\p{White_Space}$/u.test(character) ? space : other;
}

/** Of the character at a place; half a surrogate pair is of the pair's kind. */
function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  const known = kinds[code]!;
  if (known !== unknown) return known;
  if (code >= 0xd800 && code < 0xdc00) return kindOf(characterAt(text, at));
  if (code >= 0xdc00 && code < 0xe000 && at > 0) {
    const whole = characterAt(text, at - 1);
    if (whole.length === 2) return kindOf(whole);
  }
  kinds[code] = kindOf(String.fromCharCode(code));
  return kinds[code]!;
}

/** How long 's, 't, 're, 've, 'm, 'll or 'd at a place is; 0 where none of them is there. */
function shortFormAt(text: string, at: number, end: number): number {
  const first = at + 1 < end ? text.charCodeAt(at + 1) : 0;
  // s t m d
  if (first === 0x73 || first === 0x74 || first === 0x6d || first === 0x64) return 2;
  const second = at + 2 < end ? text.charCodeAt(at + 2) : 0;
  // re ve ll
  if ((first === 0x72 || first === 0x76) && second === 0x65) return 3;
  return first === 0x6c && second === 0x6c ? 3 : 0;
}

/** Where the word that begins at a place ends, by GPT-2's expression, in one pass and without one. */
export function endOfGpt2Word(text: string, start: number): number {
  const end = text.length;
  const code = text.charCodeAt(start);
  if (code === 0x27) {
    const length = shortFormAt(text, start, end);
    if (length > 0) return start + length;
  }
  const at = code === 0x20 && start + 1 < end ? start + 1 : start;
  const kind = kindAt(text, at);
  let last = at + 1;
  if (kind !== space) {
    while (last < end && kindAt(text, last) === kind) last++;
    return last;
  }
  while (last < end && kindAt(text, last) === space) last++;
  // The last of several spaces belongs to the word behind them.
  return last < end && last - start > 1 ? last - 1 : last;
}
