import type { Constraint } from "../../generation/constraint.ts";
import { expectText } from "../../options/expect-argument.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { GrammarConstraint } from "../grammar-constraint.ts";
import { parseGbnf } from "./parse-gbnf.ts";

/**
 * Texts of a grammar in llama.cpp's notation, GBNF, from its rule `root` on: rules that may name themselves, alternatives,
 * classes, repetitions, comments.
 *
 * @throws ConstraintError that says where, for what is no grammar, for a rule that begins with itself, and for a grammar that
 * has no end or takes more than 250,000 places
 */
export function gbnf(grammar: string, tokenizer: Tokenizer): Constraint {
  expectText("gbnf", "grammar", grammar);
  return new GrammarConstraint(parseGbnf(grammar, "gbnf"), tokenizer, "gbnf");
}
