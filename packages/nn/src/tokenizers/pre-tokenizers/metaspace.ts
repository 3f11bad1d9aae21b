import type { ComponentFields } from "../component-fields.ts";
import type { ComponentReader } from "../read-component.ts";
import { occurrences } from "../text/matches.ts";
import { splitText } from "../text/split-text.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Before which texts the sign for a space is put. */
export type PrependScheme = "always" | "first" | "never";

/** What the pre-tokenizer and the decoder of this name have in common. */
export function metaspaceFields(fields: ComponentFields): {
  readonly replacement: string;
  readonly scheme: PrependScheme;
} {
  const replacement = fields.character("replacement", "▁");
  const scheme = fields.oneOf("prepend_scheme", ["always", "first", "never"], "always");
  // Files from before there were schemes.
  if (fields.flag("add_prefix_space", true)) return { replacement, scheme };
  if (scheme === "first")
    throw fields.wrong("prepend_scheme", '"never", as add_prefix_space is false');
  return { replacement, scheme: "never" };
}

/** sentencepiece's words: a sign stands for each space, and begins a word. */
export const metaspace: ComponentReader<PreTokenizer> = (fields) => {
  const { replacement, scheme } = metaspaceFields(fields);
  const splits = fields.flag("split", true);
  const spaces = occurrences(" ");
  const signs = occurrences(replacement);
  return (part) => {
    let text = part.replace(spaces(part.text), replacement);
    const asked = scheme === "always" || (scheme === "first" && text.start === 0);
    if (asked && !text.text.startsWith(replacement)) text = text.prepend(replacement);
    return splits ? splitText(text, signs, "MergedWithNext") : [text];
  };
};
