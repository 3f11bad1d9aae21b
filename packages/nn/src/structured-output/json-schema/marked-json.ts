import type { Constraint } from "../../generation/constraint.ts";
import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer, passing } from "../../options/fields.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { charactersOf, without } from "../expressions/code-points.ts";
import {
  choice,
  type Expression,
  type Grammar,
  oneOf,
  ruleOf,
  sequence,
  text,
} from "../expressions/expression.ts";
import { GrammarConstraint } from "../grammar-constraint.ts";
import { SchemaCompiler } from "./schema-compiler.ts";

const longestMark = 100;
const mark = () =>
  passing<string>(
    (value) => typeof value === "string" && value !== "" && value.length <= longestMark,
    { expected: `a text of 1 to ${longestMark} characters` },
  );

const markedOptions = defineOptions("markedJson", {
  /** What JSON comes behind. */
  opening: mark(),
  /** What comes behind the JSON. */
  closing: mark(),
  /** White space around the JSON and between its parts, as `jsonSchema` has it. */
  whitespace: integer({ from: 0, to: 1000, default: 0 }),
});

/** The marks of `markedJson`, and how much white space there may be. */
export type MarkedJsonOptions = Given<typeof markedOptions>;

/**
 * Any text, in which JSON that fits a schema comes wherever the opening mark does, and the closing mark behind it: calls of
 * functions in what a chat answers. The schema is one of `jsonSchema`'s.
 *
 * @throws ConstraintError as `jsonSchema` does
 */
export function markedJson(
  schema: object | boolean,
  tokenizer: Tokenizer,
  options: MarkedJsonOptions,
): Constraint {
  const { opening, closing, whitespace } = markedOptions.complete(options);
  const compiler = new SchemaCompiler(schema, whitespace);
  const json = compiler.grammar();
  const { space } = compiler;
  const marked = sequence(space, ruleOf(json.root), space, text(closing));
  return new GrammarConstraint(textWith(opening, marked, json), tokenizer, "markedJson");
}

/**
 * Any text, in which an expression comes behind each mark: a rule for how much of the mark has come, as Knuth, Morris and
 * Pratt look for it. Rules go on at their ends alone, so that nothing is left open however long a text is.
 */
function textWith(mark: string, behind: Expression, { rules }: Grammar): Grammar {
  const characters = [...mark];
  const ruleAfter = (count: number) => `text after ${count} of the mark`;
  const goOn = (count: number): Expression =>
    count < characters.length ? ruleOf(ruleAfter(count)) : sequence(behind, ruleOf(ruleAfter(0)));
  const different = [...new Set(characters)];
  const others = oneOf(without(charactersOf(different.join(""))));
  const all = new Map(rules);
  for (const count of characters.keys()) {
    const next = different.map((one) =>
      sequence(text(one), goOn(begunBy([...characters.slice(0, count), one], characters))),
    );
    all.set(ruleAfter(count), choice([text(""), ...next, sequence(others, goOn(0))]));
  }
  return { rules: all, root: ruleAfter(0) };
}

/** How much of the mark the end of a text is: as much as can be. */
function begunBy(text: readonly string[], mark: readonly string[]): number {
  for (let length = Math.min(text.length, mark.length); length > 0; length--)
    if (text.slice(-length).every((one, i) => one === mark[i])) return length;
  return 0;
}
