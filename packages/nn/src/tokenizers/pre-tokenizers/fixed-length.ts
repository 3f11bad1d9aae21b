import type { ComponentReader } from "../read-component.ts";
import { characterAt, type NormalizedText } from "../text/normalized-text.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Parts of so many characters, and what is left. */
export const fixedLength: ComponentReader<PreTokenizer> = (fields) => {
  const length = fields.count("length", 5);
  if (length === 0) throw fields.wrong("length", "a length from 1 up");
  return (part) => {
    const parts: NormalizedText[] = [];
    let start = 0;
    let count = 0;
    for (let at = 0; at < part.length; ) {
      at += characterAt(part.text, at).length;
      if (++count === length || at === part.length) {
        parts.push(part.slice(start, at));
        [start, count] = [at, 0];
      }
    }
    return parts;
  };
};
