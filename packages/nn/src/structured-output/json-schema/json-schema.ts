import type { Constraint } from "../../generation/constraint.ts";
import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { GrammarConstraint } from "../grammar-constraint.ts";
import { SchemaCompiler } from "./schema-compiler.ts";

const jsonOptions = defineOptions("jsonSchema", {
  /** White space between the parts of JSON: so many blanks, tabs and ends of lines at each place, at most; 0 is compact. */
  whitespace: integer({ from: 0, to: 1000, default: 0 }),
});

/** Options of `jsonSchema` and `anyJson`. */
export type JsonOptions = Given<typeof jsonOptions>;

/**
 * JSON that fits a schema of draft 2020-12: type, enum, const, properties, required, additionalProperties, items, prefixItems,
 * anyOf, oneOf (of schemas that exclude one another), allOf, $ref within the document, bounds of numbers, lengths, items; pattern;
 * format: date, time, date-time, uuid, email, ipv4. Properties come in the schema's order; where some are named, others come only
 * if `additionalProperties` says so. Numbers have 15 digits at most, and are never infinite.
 *
 * @throws ConstraintError that names the place in the schema, for keywords that are not known or not done, for wrong values,
 * and for schemas that nothing fits or that are too large
 */
export function jsonSchema(
  schema: object | boolean,
  tokenizer: Tokenizer,
  options: JsonOptions = {},
): Constraint {
  const { whitespace } = jsonOptions.complete(options);
  const grammar = new SchemaCompiler(schema, whitespace).grammar();
  return new GrammarConstraint(grammar, tokenizer, "jsonSchema");
}

/** Any JSON. Where it is to be an object: jsonSchema({ type: "object" }, tokenizer). */
export function anyJson(tokenizer: Tokenizer, options: JsonOptions = {}): Constraint {
  const { whitespace } = jsonOptions.complete(options, "anyJson");
  return new GrammarConstraint(
    new SchemaCompiler(true, whitespace).grammar(),
    tokenizer,
    "anyJson",
  );
}
