import type { ComponentReader } from "../read-component.ts";
import type { Normalizer } from "./normalizer.ts";

/** Without the white space at one end or both. */
export const strip: ComponentReader<Normalizer> = (fields) => {
  const left = fields.flag("strip_left", true);
  const right = fields.flag("strip_right", true);
  return (text) => {
    const start = left ? /^\p{White_Space}*/u.exec(text.text)![0].length : 0;
    const spacesAtEnd = right ? trailingSpaces(text.text) : 0;
    return text.slice(start, Math.max(start, text.length - spacesAtEnd));
  };
};

/** Counted backwards: an expression would try every run of spaces inside. */
function trailingSpaces(text: string): number {
  let count = 0;
  while (count < text.length && /\p{White_Space}/u.test(text[text.length - 1 - count]!)) count++;
  return count;
}
