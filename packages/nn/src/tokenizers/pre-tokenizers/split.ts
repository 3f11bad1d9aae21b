import type { ComponentReader } from "../read-component.ts";
import { readPattern } from "../text/read-pattern.ts";
import { splitBehaviors, splitText } from "../text/split-text.ts";
import type { PreTokenizer } from "./pre-tokenizer.ts";

/** Cuts at what a pattern finds, or at what it does not find. */
export const split: ComponentReader<PreTokenizer> = (fields) => {
  const pattern = readPattern(fields);
  const behavior = fields.oneOf("behavior", splitBehaviors);
  const invert = fields.flag("invert", false);
  return (part) => splitText(part, pattern, behavior, invert);
};
