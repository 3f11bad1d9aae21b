import { characterAt, type NormalizedText } from "../text/normalized-text.ts";
import { isUnclassified } from "../text/unclassified.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";
import { scriptOf } from "./script-of.ts";

/**
 * Cuts where the script changes. A space belongs to the script before it; those at the beginning belong to none and are
 * left out.
 */
export const unicodeScripts: PreTokenizer = (part) => {
  const starts: number[] = [];
  let last: string | undefined;
  for (let at = 0; at < part.length; ) {
    const character = characterAt(part.text, at);
    const script = cutScript(character);
    if (script !== undefined) {
      if (script !== last) starts.push(at);
      last = script;
    }
    at += character.length;
  }
  const parts: NormalizedText[] = [];
  for (const [i, start] of starts.entries())
    parts.push(part.slice(start, starts[i + 1] ?? part.length));
  return parts;
};

/** Japanese is written in three scripts at once: they count as one. */
function cutScript(character: string): string | undefined {
  if (character === " " || isUnclassified(character)) return undefined;
  if (character === "ー") return "Han";
  const script = scriptOf(character);
  return script === "Hiragana" || script === "Katakana" ? "Han" : script;
}
