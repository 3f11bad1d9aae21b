import type { ComponentReader } from "../read-component.ts";
import { characters } from "../text/matches.ts";
import { splitBehaviors, splitText } from "../text/split-text.ts";
import { isPunctuation } from "../text/unicode.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Cuts at punctuation characters. */
export const punctuation: ComponentReader<PreTokenizer> = (fields) => {
  const behavior = fields.oneOf("behavior", splitBehaviors, "Isolated");
  return (part) => splitText(part, characters(isPunctuation), behavior);
};
