import { describe, expect, test } from "vitest";
import { ConstraintError } from "../../src/structured-output/constraint-error.ts";
import { gbnf } from "../../src/structured-output/gbnf/gbnf.ts";
import { jsonSchema } from "../../src/structured-output/json-schema/json-schema.ts";
import { regex } from "../../src/structured-output/regular-expression/regex.ts";
import { CharacterTokenizer } from "../../src/tokenizers/character-tokenizer.ts";
import { sampledIds } from "./sampled.ts";
import { printable } from "./tokenizers.ts";

const tokenizer = CharacterTokenizer.train(`${printable.join("")}\n`);
const nested = (depth: number, open: string, inside: string, close: string) =>
  open.repeat(depth) + inside + close.repeat(depth);

/** Schemas within schemas. */
function deepSchema(depth: number): object {
  let schema: object = { type: "null" };
  for (let i = 0; i < depth; i++) schema = { type: "array", items: schema };
  return schema;
}

const chained = (count: number) =>
  Array.from({ length: count }, (_, i) => `r${i + 1} ::= r${i} r${i}`).join("\n");

describe("what would take too long, or too much memory, is refused", () => {
  test.each<[string, () => unknown]>([
    [
      "repetitions of repetitions",
      () => regex("((((a{1,99}){1,99}){1,99}){1,99}){1,99}", tokenizer),
    ],
    [
      "repetitions of nothing",
      () => regex("((((){99999}){99999}){99999}){99999}b{99999}c{99999}d{99999}", tokenizer),
    ],
    ["groups", () => regex(nested(5000, "(", "a", ")"), tokenizer)],
    ["a pattern within a schema", () => jsonSchema({ pattern: "(a{999}){999}" }, tokenizer)],
    [
      "lengths",
      () => jsonSchema({ type: "array", items: { maxLength: 1e9 }, maxItems: 1e9 }, tokenizer),
    ],
    ["values within values", () => jsonSchema(deepSchema(5000), tokenizer)],
    [
      "a constant within itself",
      () => jsonSchema({ const: JSON.parse(nested(900, "[", "", "]")) }, tokenizer),
    ],
    [
      "combinations",
      () =>
        jsonSchema(
          { allOf: Array(30).fill({ anyOf: [{ minimum: 1 }, { maximum: 9 }], type: "integer" }) },
          tokenizer,
        ),
    ],
    [
      "references in a circle",
      () => jsonSchema({ allOf: [{ $ref: "#" }, { type: "null" }] }, tokenizer),
    ],
    ["groups of a grammar", () => gbnf(`root ::= ${nested(5000, "(", '"a"', ")")}`, tokenizer)],
    ["signs of a grammar", () => gbnf(`root ::= "a"${"*".repeat(5000)}`, tokenizer)],
    [
      "a grammar whose shortest text is too long",
      () => {
        const grammar = gbnf(`root ::= r60\nr0 ::= "a"\n${chained(60)}`, tokenizer);
        return grammar.of({ begun: 0, longest: 100, ends: [], opensText: true });
      },
    ],
    [
      "a schema that is its own part",
      () => {
        const schema: { type: string; items?: object } = { type: "array" };
        schema.items = schema;
        return jsonSchema(schema, tokenizer);
      },
    ],
  ])("%s", (_, make) => {
    const before = performance.now();
    expect(make).toThrow(ConstraintError);
    expect(performance.now() - before).toBeLessThan(10_000); // a guard against no end, not a time
  });

  test("a text that can be read in too many ways", () => {
    const source = 'root ::= s\ns ::= "a" s s t | "a" t s s | "a"\nt ::= "a" s | "a" t | "a"';
    expect(() => {
      const constraint = gbnf(source, tokenizer);
      sampledIds(constraint, tokenizer.vocabSize, { seed: 1, longest: 300 });
    }).toThrow("there are too many ways to read the text");
  });
});

describe("what is only large is taken", () => {
  test.each<[string, () => string]>([
    [
      "expressions that JavaScript takes forever to try",
      () => said(regex("((a+)+)+b", tokenizer), 40),
    ],
    ["states by the million", () => said(regex("(a|b)*a(a|b){20}", tokenizer), 60)],
    [
      "many properties",
      () => {
        const properties = Object.fromEntries(
          Array.from({ length: 400 }, (_, i) => [`p${i}`, { type: "null" }]),
        );
        return said(jsonSchema({ properties }, tokenizer), 200);
      },
    ],
    [
      "chains of rules",
      () => {
        const rules = Array.from({ length: 5000 }, (_, i) => `r${i} ::= r${i + 1}`).join("\n");
        return said(gbnf(`root ::= r0\n${rules}\nr5000 ::= "a"`, tokenizer), 5);
      },
    ],
    ["long constants", () => said(jsonSchema({ const: "x".repeat(2000) }, tokenizer), 2100)],
    [
      "names of objects",
      () =>
        said(
          jsonSchema(
            {
              properties: JSON.parse('{"__proto__": {"const": 1}, "constructor": {"const": 2}}'),
              required: ["__proto__"],
            },
            tokenizer,
          ),
          90,
        ),
    ],
  ])("%s", (_, make) => {
    expect(make().length).toBeGreaterThan(0);
  });

  function said(constraint: ReturnType<typeof regex>, longest: number): string {
    return constraint.decode(sampledIds(constraint, tokenizer.vocabSize, { seed: 3, longest }));
  }
});
