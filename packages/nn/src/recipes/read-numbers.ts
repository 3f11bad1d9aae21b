import type { JsonFields } from "../model-folder/json-fields.ts";
import type { NumberRange } from "../options/number-range.ts";
import type { NumericSettings } from "./settings.ts";

/** The settings that are numbers, out of a file that is not trusted: each must be there, and in its range. */
export function readNumbers<Ranges extends Readonly<Record<string, NumberRange>>>(
  fields: JsonFields,
  ranges: Ranges,
): NumericSettings<Ranges>;
export function readNumbers(
  fields: JsonFields,
  ranges: Readonly<Record<string, NumberRange>>,
): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Object.entries(ranges).map(([name, range]) => [name, fields.number(name, range)]),
  );
}
