import type { ComponentReader } from "../read-component.ts";
import { characters } from "../text/matches.ts";
import { splitText } from "../text/split-text.ts";
import { isNumeric } from "../text/unicode.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Cuts around numbers, or around every digit of theirs. */
export const digits: ComponentReader<PreTokenizer> = (fields) => {
  const behavior = fields.flag("individual_digits", false) ? "Isolated" : "Contiguous";
  return (part) => splitText(part, characters(isNumeric), behavior);
};
