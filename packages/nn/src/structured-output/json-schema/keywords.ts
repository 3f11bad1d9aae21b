import { nearestHint } from "../../options/nearest-name.ts";
import { inside, type Located, pointer, type Together, wrong, wrongValue } from "./schema-error.ts";

/** What a schema's own keywords say, but for those that combine schemas. */
export interface OwnKeywords {
  readonly types: readonly string[] | undefined;
  readonly values: readonly unknown[] | undefined;
  readonly properties: ReadonlyMap<string, Located>;
  readonly required: readonly string[];
  readonly additionalProperties: Located | undefined;
  readonly prefixItems: Together;
  readonly items: Located | undefined;
  readonly pattern: string | undefined;
  readonly format: string | undefined;
  /** minimum, maxLength and the like. */
  readonly bounds: ReadonlyMap<string, number>;
}

export type Keywords = Readonly<Record<string, unknown>>;

const combining = ["anyOf", "oneOf", "allOf", "$ref"] as const;
const counts = ["minItems", "maxItems", "minLength", "maxLength"] as const;
const limits = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"] as const;
const own = [
  ...["type", "enum", "const", "properties", "required", "additionalProperties", "prefixItems"],
  ...["items", "pattern", "format", ...counts, ...limits],
];
/** What describes, and what other schemas are kept in. */
const silent = [
  ...["title", "description", "default", "examples", "$comment", "deprecated", "readOnly"],
  ...["writeOnly", "$schema", "$id", "$defs", "definitions", "contentMediaType"],
  ...["contentEncoding", "contentSchema"],
];
/** What is not done, and the values with which it says nothing. */
const refused: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ["uniqueItems", false],
  ["minProperties", 0],
  ["propertyNames", true],
  ...[
    ...["multipleOf", "maxProperties", "patternProperties", "dependentRequired"],
    ...["dependentSchemas", "if", "then", "else", "not", "contains", "minContains"],
    ...["maxContains", "unevaluatedItems", "unevaluatedProperties", "$anchor"],
    ...["$dynamicRef", "$dynamicAnchor", "$vocabulary"],
  ].map((keyword) => [keyword, undefined] as const),
]);
const all = new Set([...combining, ...own, ...silent, ...refused.keys()]);

/** Whether none of a schema's keywords says something but these. */
export const saysOnly = (keywords: Keywords, keyword: string): boolean =>
  Object.keys(keywords).every((one) => one === keyword || silent.includes(one));

/** The keywords of a schema that is an object. @throws ConstraintError for those that are not known or not done */
export function keywordsOf(located: Located): Keywords {
  const { schema, path } = located;
  if (typeof schema !== "object" || schema === null || Array.isArray(schema))
    throw wrong(path, "is no schema, expected an object, true or false");
  for (const [keyword, value] of Object.entries(schema)) {
    if (!all.has(keyword))
      throw wrong(
        `${path}/${pointer(keyword)}`,
        `is a keyword that is not known${nearestHint(keyword, [...all])}`,
      );
    if (refused.has(keyword) && value !== refused.get(keyword))
      throw wrong(`${path}/${keyword}`, "is a keyword that is not done");
  }
  return Object.fromEntries(Object.entries(schema).filter(([, value]) => value !== undefined));
}

const typeNames = ["null", "boolean", "integer", "number", "string", "array", "object"];

/** What they say, checked. */
export function ownKeywords(located: Located, keywords: Keywords): OwnKeywords {
  const { type, required = [] } = keywords;
  const types = type === undefined ? undefined : [type].flat();
  if (types?.some((one) => !typeNames.includes(one as string)))
    throw wrongValue(located, "type", type, `one of ${typeNames.join(", ")}, or an array of them`);
  if (!isTexts(required)) throw wrongValue(located, "required", required, "an array of names");
  const { enum: several } = keywords;
  if (several !== undefined && !Array.isArray(several))
    throw wrongValue(located, "enum", several, "an array");
  const one = Object.hasOwn(keywords, "const") ? [keywords.const] : undefined;
  const bounds = new Map<string, number>();
  for (const name of counts) setBound(name, (value) => Number.isSafeInteger(value) && value >= 0);
  for (const name of limits) setBound(name, Number.isFinite);
  return {
    types: types as readonly string[] | undefined,
    values:
      one && several
        ? one.filter((value) => several.some((x) => equal(x, value)))
        : (one ?? several),
    properties: properties(),
    required,
    additionalProperties: schemaIn("additionalProperties"),
    prefixItems: schemasIn(located, keywords, "prefixItems") ?? [],
    items: schemaIn("items"),
    pattern: textIn("pattern"),
    format: textIn("format"),
    bounds,
  };

  function setBound(name: string, fits: (value: number) => boolean): void {
    const value = keywords[name];
    if (value === undefined) return;
    if (typeof value !== "number" || !fits(value))
      throw wrongValue(
        located,
        name,
        value,
        counts.includes(name as "minItems") ? "an integer of at least 0" : "a finite number",
      );
    bounds.set(name, value);
  }

  function properties(): ReadonlyMap<string, Located> {
    const { properties: given = {} } = keywords;
    if (typeof given !== "object" || given === null || Array.isArray(given))
      throw wrongValue(located, "properties", given, "an object of schemas");
    return new Map(
      Object.entries(given).map(([name, schema]) => [
        name,
        inside(located, `properties/${pointer(name)}`, schema),
      ]),
    );
  }

  function schemaIn(keyword: string): Located | undefined {
    const schema = keywords[keyword];
    return schema === undefined ? undefined : inside(located, keyword, schema);
  }

  function textIn(keyword: string): string | undefined {
    const value = keywords[keyword];
    if (value !== undefined && typeof value !== "string")
      throw wrongValue(located, keyword, value, "text");
    return value;
  }
}

/** The schemas of an array of them. */
export function schemasIn(
  located: Located,
  keywords: Keywords,
  keyword: string,
): Together | undefined {
  const given = keywords[keyword];
  if (given === undefined) return undefined;
  if (!Array.isArray(given) || given.length === 0)
    throw wrongValue(located, keyword, given, "an array of schemas");
  return given.map((schema, i) => inside(located, `${keyword}/${i}`, schema));
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === "string");

/** Whether two values are the same JSON. */
export const equal = (a: unknown, b: unknown): boolean => canonical(a) === canonical(b);

function canonical(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) =>
    typeof one === "object" && one !== null && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
