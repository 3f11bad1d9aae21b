import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";
import { describe, expect, test } from "vitest";
import { Generator } from "../../src/random/generator.ts";
import { ConstraintError } from "../../src/structured-output/constraint-error.ts";
import { anyJson, jsonSchema } from "../../src/structured-output/json-schema/json-schema.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";
import { randomSchema } from "./random-schema.ts";
import { sampledIds } from "./sampled.ts";
import { printable, tokenizers } from "./tokenizers.ts";

const ajv = new Ajv2020({ strict: false });
(formats as unknown as (one: Ajv2020) => void)(ajv);
const characters = CharacterTokenizer.train(`${printable.join("")}\n\té`);

const [end] = characters.encode("\n") as unknown as [number];

/** What noise says under a schema, by a tokenizer of characters. */
function samples(schema: object, { count = 12, longest = 120, whitespace = 0 } = {}): unknown[] {
  const constraint = jsonSchema(schema, characters, { whitespace });
  const fits = ajv.compile(schema);
  return Array.from({ length: count }, (_, seed) => {
    const ids = sampledIds(constraint, characters.vocabSize, { seed, longest, ends: [end] });
    const value: unknown = JSON.parse(constraint.decode(ids));
    expect(fits(value), `${JSON.stringify(value)} of ${JSON.stringify(schema)}`).toBe(true);
    return value;
  });
}

describe("what is said under a schema parses and fits it", () => {
  test.each(Object.entries(tokenizers))("with %s", async (_, make) => {
    const tokenizer = await make();
    const random = new Generator(11);
    const vocabSize = Math.max(tokenizer.vocabSize, 400);
    for (let i = 0; i < 25; i++) {
      const schema = randomSchema(random);
      const constraint = jsonSchema(schema, tokenizer, { whitespace: i % 3 });
      const fits = ajv.compile(schema);
      const longest = 60 + (i % 5) * 20;
      for (const opensText of [true, false]) {
        const begun = opensText ? [] : [...tokenizer.encode("name", { addSpecialTokens: false })];
        const sampling = { seed: i, longest, opensText, begun };
        const ids = sampledIds(constraint, vocabSize, sampling);
        const before = constraint.decode(begun).length;
        const text = constraint.decode([...begun, ...ids]).slice(before);
        const value: unknown = JSON.parse(text);
        expect(fits(value), `${text} of ${JSON.stringify(schema)}`).toBe(true);
      }
    }
  });

  test("any JSON", () => {
    const constraint = anyJson(characters, { whitespace: 2 });
    for (let seed = 0; seed < 20; seed++) {
      const ids = sampledIds(constraint, characters.vocabSize, { seed, longest: 60 });
      expect(() => JSON.parse(constraint.decode(ids))).not.toThrow();
    }
  });
});

describe("keywords", () => {
  test.each<[string, object]>([
    ["integers", { type: "integer", minimum: -12, exclusiveMaximum: 105 }],
    ["one integer", { type: "integer", exclusiveMinimum: 6, maximum: 7.9 }],
    ["large integers", { type: "integer", exclusiveMinimum: 1e20, maximum: 3e20 }],
    ["numbers", { type: "number", exclusiveMinimum: -0.25, maximum: 1.5 }],
    ["numbers close together", { type: "number", exclusiveMinimum: 0.1, exclusiveMaximum: 0.3 }],
    ["numbers of many digits", { type: "number", minimum: 0.1 + 0.2, maximum: 0.3000001 }],
    ["large numbers", { type: "number", minimum: 1e21 }],
    ["small numbers", { type: "number", exclusiveMaximum: -1e-7 }],
    ["lengths", { type: "string", minLength: 2, maxLength: 4 }],
    ["patterns", { type: "string", pattern: '^[a-c"\\\\]{2,5}\\d?$' }],
    ["patterns within", { type: "string", pattern: "ab|c$" }],
    ["several types", { type: ["string", "null", "boolean"] }],
    ["values", { enum: ["a", 1, null, { b: [1, "é"] }] }],
    ["values of a type", { enum: ["a", 1, 7, null], type: "number", maximum: 6 }],
    ["first items", { prefixItems: [{ type: "null" }, { const: 2 }], items: false }],
    ["items", { type: "array", items: { const: 1 }, minItems: 2, maxItems: 5 }],
    ["any items", { type: "array", prefixItems: [{ const: 1 }], minItems: 2, maxItems: 3 }],
    [
      "other properties",
      { properties: { a: { const: 1 } }, additionalProperties: { type: "null" } },
    ],
    ["required others", { properties: { a: {} }, required: ["b"], additionalProperties: true }],
    ["no other properties", { type: "object", additionalProperties: false }],
    ["a list", { anyOf: [{ type: "null" }, { type: "array", items: { $ref: "#" }, maxItems: 1 }] }],
    ["schemas together", { allOf: [{ minimum: 3 }, { type: "integer" }, { maximum: 5 }] }],
    [
      "objects together",
      {
        properties: { a: { type: "integer" } },
        required: ["a"],
        allOf: [{ properties: { a: { minimum: 7, maximum: 8 }, b: { const: 0 } } }],
      },
    ],
    [
      "one of several",
      {
        oneOf: [
          { properties: { kind: { const: "a" }, x: { type: "null" } }, required: ["kind"] },
          { properties: { kind: { const: "b" } }, required: ["kind"] },
        ],
      },
    ],
    [
      "definitions beside others",
      { $ref: "#/$defs/a~1b", maximum: 4, $defs: { "a/b": { type: "integer", minimum: 1 } } },
    ],
  ])("%s", (_, schema) => {
    samples(schema);
  });

  test.each(["date", "time", "date-time", "uuid", "email", "ipv4"])("format %s", (format) => {
    samples({ type: "string", format }, { count: 30 });
  });

  test("all values come, and no other", () => {
    const seen = new Set(samples({ type: "integer", minimum: -2, maximum: 11 }, { count: 150 }));
    expect([...seen].sort((a, b) => Number(a) - Number(b))).toEqual(
      Array.from({ length: 14 }, (_, i) => i - 2),
    );
  });

  test("properties come in the schema's order; those that are not required may be missing", () => {
    const schema = {
      type: "object",
      properties: { z: { const: 1 }, a: { const: 2 }, m: { const: 3 } },
      required: ["a"],
    };
    const found = new Set(samples(schema, { count: 60 }).map((one) => Object.keys(one!).join("")));
    expect([...found].sort()).toEqual(["a", "am", "za", "zam"]);
  });

  test("white space is compact, or as much as is allowed", () => {
    const schema = { type: "array", items: { const: 1 }, minItems: 2, maxItems: 2 };
    const said = (whitespace: number) => {
      const constraint = jsonSchema(schema, characters, { whitespace });
      return Array.from({ length: 8 }, (_, seed) =>
        constraint.decode(sampledIds(constraint, characters.vocabSize, { seed, longest: 60 })),
      );
    };
    expect(new Set(said(0))).toEqual(new Set(["[1,1]"]));
    expect(new Set(said(2)).size).toBeGreaterThan(4);
    for (const text of said(2)) expect(text).toMatch(/^\[\s{0,2}1\s{0,2},\s{0,2}1\s{0,2}\]$/);
  });
});

describe("what is refused, by its place", () => {
  test.each<[unknown, string]>([
    [
      { properties: { a: { multipleOf: 2 } } },
      "#/properties/a/multipleOf is a keyword that is not done",
    ],
    [
      { items: { minimun: 2 } },
      "#/items/minimun is a keyword that is not known; the nearest is minimum",
    ],
    [{ type: "text" }, '#/type is "text", expected one of null, boolean'],
    [{ minLength: -1 }, "#/minLength is -1, expected an integer of at least 0"],
    [{ format: "uri" }, '#/format is "uri", expected date, time'],
    [{ pattern: "a(?=b)" }, "#/pattern: there is a lookahead, which is not done, at position 1"],
    [{ pattern: "a", maxLength: 3 }, "says more than one of pattern, format and length"],
    [{ $ref: "#/$defs/b" }, '#/$ref is "#/$defs/b", which is not there'],
    [{ $ref: "other.json" }, "expected a place in the same document"],
    [
      { oneOf: [{ type: "string" }, { minLength: 2 }] },
      "#/oneOf has schemas 0 and 1, which one value may fit both",
    ],
    [{ type: "integer", minimum: 3, maximum: 2 }, "no text fits"],
    [{ properties: { a: false }, required: ["a"] }, "no text fits"],
    [{ $ref: "#/$defs/a", $defs: { a: { $ref: "#/$defs/a" } } }, "begins with"],
    [{ type: "object", properties: { a: { $ref: "#" } }, required: ["a"] }, "no text fits"],
    [7, "# is no schema, expected an object, true or false"],
  ])("%j", (schema, message) => {
    const make = () => jsonSchema(schema as object, characters);
    expect(make).toThrow(ConstraintError);
    expect(make).toThrow(message);
  });

  test("a vocabulary that cannot write it", () => {
    const few = new CharacterTokenizer(["a", "1"]);
    const sequences = { begun: 0, longest: 9, ends: [], opensText: true };
    expect(() => jsonSchema({ type: "string" }, few).of(sequences)).toThrow(
      "jsonSchema: no text that fits can be written with the tokenizer's tokens",
    );
  });
});
