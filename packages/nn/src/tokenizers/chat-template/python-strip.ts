/** Unicode's white space and the four separators of ASCII. */
export const isPythonSpace = (character: string): boolean =>
  /^\p{White_Space}$/u.test(character) || isSeparator(character, 0x1c, 0x1f);

const isSeparator = (character: string, first: number, last: number): boolean => {
  const code = character.codePointAt(0)!;
  return code >= first && code <= last;
};

const isLineEnd = (character: string): boolean =>
  /^[\n-\r\x85\u2028\u2029]$/.test(character) || isSeparator(character, 0x1c, 0x1e);

/** Lines, with what ends them or without; nothing behind the last end is no line. */
export function splitLines(text: string, keepEnds: boolean): string[] {
  const lines: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (!isLineEnd(text[at]!)) continue;
    const end = at;
    if (text[at] === "\r" && text[at + 1] === "\n") at++;
    lines.push(text.slice(start, keepEnds ? at + 1 : end));
    start = at + 1;
  }
  if (start < text.length) lines.push(text.slice(start));
  return lines;
}

/** Without white space, or the characters of a set, at its ends. */
export function strip(
  text: string,
  set: string | undefined,
  ends: "both" | "left" | "right" = "both",
): string {
  const characters = [...text];
  const members = set === undefined ? undefined : new Set(set);
  const goes = (character: string): boolean =>
    members ? members.has(character) : isPythonSpace(character);
  let [start, end] = [0, characters.length];
  if (ends !== "right") while (start < end && goes(characters[start]!)) start++;
  if (ends !== "left") while (end > start && goes(characters[end - 1]!)) end--;
  return characters.slice(start, end).join("");
}

/** The words between white space, of which the last has what is left after `limit` cuts. */
export function splitWords(text: string, limit: number): string[] {
  const words: string[] = [];
  let start = -1;
  for (let at = 0; at < text.length; at++) {
    const isSpace = isPythonSpace(text[at]!);
    if (!isSpace && start < 0) {
      if (words.length === limit) return [...words, strip(text.slice(at), undefined, "right")];
      start = at;
    } else if (isSpace && start >= 0) {
      words.push(text.slice(start, at));
      start = -1;
    }
  }
  return start < 0 ? words : [...words, text.slice(start)];
}
