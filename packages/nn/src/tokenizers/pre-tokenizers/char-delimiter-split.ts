import type { ComponentReader } from "../read-component.ts";
import { occurrences } from "../text/matches.ts";
import { splitText } from "../text/split-text.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Cuts at a character, which is left out. */
export const charDelimiterSplit: ComponentReader<PreTokenizer> = (fields) => {
  const delimiter = occurrences(fields.character("delimiter"));
  return (part) => splitText(part, delimiter, "Removed");
};
