import { ConstraintError } from "../constraint-error.ts";
import { everyCharacter } from "../expressions/code-points.ts";
import {
  choice,
  type Expression,
  nothing,
  oneOf,
  repeat,
  sequence,
} from "../expressions/expression.ts";
import type { Anchor, AnchoredExpression } from "./parse-expression.ts";

const anything = repeat(oneOf(everyCharacter), 0, Number.POSITIVE_INFINITY);

/**
 * An expression without its anchors, which are at the ends of the whole or of one of its alternatives. What it does not hold at
 * an end may be anything there, where a match within a text is enough.
 *
 * @throws ConstraintError for an anchor within
 */
export function withoutAnchors(
  parsed: AnchoredExpression,
  within: boolean,
  who: string,
): Expression {
  const alternatives = "options" in parsed ? parsed.options : [parsed];
  return choice(
    alternatives.map((one) => {
      const parts = [...partsOf(one)];
      const starts = strip(parts, "start");
      const ends = strip(parts, "end");
      const whole = sequence(...parts.map((part) => plain(part, who)));
      if (!within || (starts && ends)) return whole;
      return sequence(starts ? nothing : anything, whole, ends ? nothing : anything);
    }),
  );
}

/** The parts of a sequence; a group that is the whole of it counts as one. */
const partsOf = (expression: AnchoredExpression): readonly AnchoredExpression[] =>
  "parts" in expression ? expression.parts : [expression];

/** Whether anchors of a side stood at it; they are gone then. */
function strip(parts: AnchoredExpression[], side: Anchor["side"]): boolean {
  const isIt = (part: AnchoredExpression | undefined) =>
    part && "side" in part && part.side === side;
  let found = false;
  while (isIt(side === "start" ? parts[0] : parts.at(-1))) {
    if (side === "start") parts.shift();
    else parts.pop();
    found = true;
  }
  return found;
}

function plain(expression: AnchoredExpression, who: string): Expression {
  switch (expression.kind) {
    case "anchor":
      throw new ConstraintError(
        `${who}: there is an anchor within the expression, at position ${expression.at}; expected anchors at its ends alone`,
      );
    case "sequence":
      return sequence(...expression.parts.map((part) => plain(part, who)));
    case "choice":
      return choice(expression.options.map((one) => plain(one, who)));
    case "repeat":
      return repeat(plain(expression.of, who), expression.from, expression.to);
    default:
      return expression;
  }
}
