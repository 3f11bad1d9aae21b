import type { Alternative } from "./alternatives.ts";
import type { OwnKeywords } from "./keywords.ts";
import { valuesOf } from "./named-values.ts";

const everyType = ["null", "boolean", "integer", "number", "string", "array", "object"];

/** What a schema without types is about, by its keywords; everything where it is about nothing. */
const about: readonly (readonly [type: string, says: (own: OwnKeywords) => boolean])[] = [
  [
    "object",
    ({ properties, required, additionalProperties }) =>
      properties.size > 0 || required.length > 0 || additionalProperties !== undefined,
  ],
  [
    "array",
    ({ items, prefixItems, bounds }) =>
      items !== undefined || prefixItems.length > 0 || has(bounds, "minItems", "maxItems"),
  ],
  [
    "string",
    ({ pattern, format, bounds }) =>
      pattern !== undefined || format !== undefined || has(bounds, "minLength", "maxLength"),
  ],
  [
    "number",
    ({ bounds }) => has(bounds, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
  ],
];

const has = (bounds: ReadonlyMap<string, number>, ...names: string[]): boolean =>
  names.some((name) => bounds.has(name));

/**
 * The types that a value may have: those of all schemas that name some; else those that their keywords are about, for what they
 * say of others is nothing. "integer" is among them wherever "number" is.
 */
export function typesOf(alternative: Alternative): ReadonlySet<string> {
  const named = alternative.flatMap(({ types }) => (types ? [withIntegers(types)] : []));
  const values = valuesOf(alternative);
  if (values) named.push(new Set(values.flatMap(typesOfValue)));
  if (named.length > 0)
    return new Set([...named[0]!].filter((one) => named.every((types) => types.has(one))));
  const inferred = about.filter(([, says]) => alternative.some(says)).map(([type]) => type);
  return withIntegers(inferred.length > 0 ? inferred : everyType);
}

const withIntegers = (types: readonly string[]): ReadonlySet<string> =>
  new Set(types.includes("number") ? [...types, "integer"] : types);

/** The types that a value has. */
export function typesOfValue(value: unknown): readonly string[] {
  if (value === null) return ["null"];
  if (Array.isArray(value)) return ["array"];
  if (typeof value === "number")
    return Number.isInteger(value) ? ["integer", "number"] : ["number"];
  return [typeof value];
}
