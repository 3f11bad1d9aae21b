import { stripVTControlCharacters } from "node:util";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });
const nothing = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}]+$/u;
/** Scripts and signs that terminals show over two columns: East Asian Wide and Fullwidth, and emoji. */
const wide =
  /^(?:[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f)/u;

/** Columns that a line takes on a terminal. Colours take none. */
export function displayWidth(line: string): number {
  const plain = stripVTControlCharacters(line);
  if (/^[\x20-\x7e]*$/.test(plain)) return plain.length;
  let width = 0;
  for (const { segment } of graphemes.segment(plain))
    if (!nothing.test(segment)) width += wide.test(segment) ? 2 : 1;
  return width;
}

/** The plain text's beginning that fits into so many columns. */
export function cutToWidth(text: string, columns: number): string {
  let [width, end] = [0, 0];
  for (const { segment, index } of graphemes.segment(text)) {
    width += displayWidth(segment);
    if (width > columns) return text.slice(0, index);
    end = index + segment.length;
  }
  return text.slice(0, end);
}

/** The line with spaces behind it, or before it, up to so many columns. */
export const padToWidth = (line: string, columns: number, flushRight = false): string => {
  const spaces = " ".repeat(Math.max(0, columns - displayWidth(line)));
  return flushRight ? spaces + line : line + spaces;
};
