import type { ComponentReader } from "../read-component.ts";
import { readPattern } from "../text/read-pattern.ts";
import type { Normalizer } from "./normalizer.ts";

/** Every match of a pattern replaced by the same text. */
export const replace: ComponentReader<Normalizer> = (fields) => {
  const pattern = readPattern(fields);
  const content = fields.text("content");
  return (text) => text.replace(pattern(text.text), content);
};
