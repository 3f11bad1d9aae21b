import type { Constraint } from "../../generation/constraint.ts";
import { describeValue } from "../../options/describe-value.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { ConstraintError } from "../constraint-error.ts";
import type { Expression } from "../expressions/expression.ts";
import { GrammarConstraint } from "../grammar-constraint.ts";
import { withoutAnchors } from "./anchors.ts";
import { parseExpression } from "./parse-expression.ts";

/**
 * Texts that a regular expression of JavaScript's fits as a whole, read with the flag u; "^" and "$" may stand at its ends. A
 * RegExp may have the flag s too.
 *
 * @throws ConstraintError that says where, for what is no expression, for lookaround, references back and word boundaries, and
 * for one that takes more than 250,000 places
 */
export function regex(pattern: string | RegExp, tokenizer: Tokenizer): Constraint {
  const isExpression = pattern instanceof RegExp;
  if (typeof pattern !== "string" && !isExpression)
    throw new TypeError(`regex: pattern is ${describeValue(pattern)}, expected text or a RegExp`);
  const flag = isExpression && /[imv]/.exec(pattern.flags);
  if (flag)
    throw new ConstraintError(`regex: the flag ${flag[0]} is given, expected none but u and s`);
  const source = isExpression ? pattern.source : pattern;
  const root = expressionOf(source, "regex", { dotAll: isExpression && pattern.dotAll });
  return new GrammarConstraint(
    { rules: new Map([["root", root]]), root: "root" },
    tokenizer,
    "regex",
  );
}

interface ExpressionUse {
  readonly dotAll?: boolean;
  /** Whether a match within a text is enough. */
  readonly within?: boolean;
}

/** The texts that a regular expression fits. */
export const expressionOf = (
  source: string,
  who: string,
  { dotAll = false, within = false }: ExpressionUse = {},
): Expression => withoutAnchors(parseExpression(source, who, dotAll), within, who);
