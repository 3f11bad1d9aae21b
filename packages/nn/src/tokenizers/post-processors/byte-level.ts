import type { Encoding, Offsets } from "../encoding/encoding.ts";
import type { ComponentReader } from "../read-component.ts";
import type { PostProcessor } from "./post-processor.ts";

/** Spaces, which bytes write as Ġ, at the beginning of a token. */
const leading = /^[Ġ\p{White_Space}]*/u;
const space = /[Ġ\p{White_Space}]/u;

/** How many there are at its end: an expression would look for them from every place. */
function trailingSpaces(token: string): number {
  let at = token.length;
  while (at > 0 && space.test(token[at - 1]!)) at--;
  return token.length - at;
}

/** Adds nothing; offsets leave out the spaces at the ends of tokens. What came in parts is numbered by them. */
export const byteLevelProcessor: ComponentReader<PostProcessor> = (fields) => {
  const trims = fields.flag("trim_offsets", true);
  const addPrefixSpace = fields.flag("add_prefix_space", true);
  return {
    added: () => 0,
    process: (texts) =>
      texts.map((text, i) => (trims ? trimOffsets(text, addPrefixSpace) : text).asSequence(i)),
  };
};

/** With `addPrefixSpace` a single space at the beginning is none of the text's. */
export function trimOffsets(encoding: Encoding, addPrefixSpace: boolean): Encoding {
  const offsets = encoding.offsets.map(([start, end], i): Offsets => {
    const token = encoding.tokens[i]!;
    let before = leading.exec(token)![0].length;
    const after = trailingSpaces(token);
    if (before === 1 && addPrefixSpace && (i === 0 || start === 0)) before = 0;
    const from = Math.min(start + before, end);
    return [from, after > 0 && end >= after ? Math.max(end - after, from) : end];
  });
  const overflowing = encoding.overflowing.map((part) => trimOffsets(part, addPrefixSpace));
  return encoding.with({ offsets, overflowing });
}
