import type { ComponentFields } from "../component-fields.ts";
import { compilePattern } from "../regular-expressions/compile-pattern.ts";
import { occurrences, type Pattern } from "./matches.ts";

/** The pattern of a component: {"String": text} or {"Regex": expression}. */
export function readPattern(fields: ComponentFields): Pattern {
  const pattern = fields.object("pattern");
  if (pattern.has("String")) return occurrences(pattern.text("String"));
  return compilePattern(pattern.text("Regex")).matches;
}
