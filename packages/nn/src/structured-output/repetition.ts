import { type Expression, repeat } from "./expressions/expression.ts";
import type { PatternReader } from "./pattern-reader.ts";

/** Copies of a part, at most. */
const mostCopies = 100_000;

/**
 * A part as often as what was found behind it says.
 *
 * @param found a sign, or a text in braces with the groups (least)(,(most))
 * @param at where it stands, for errors
 */
export function repeated<A = never>(
  reader: PatternReader,
  of: Expression<A>,
  [sign, least, comma, most]: RegExpExecArray,
  at: number,
): Expression<A> {
  if (sign === "*") return repeat(of, 0, Number.POSITIVE_INFINITY);
  if (sign === "+") return repeat(of, 1, Number.POSITIVE_INFINITY);
  if (sign === "?") return repeat(of, 0, 1);
  const from = Number(least);
  const to = comma === undefined ? from : most ? Number(most) : Number.POSITIVE_INFINITY;
  if (to < from) throw reader.fault("the numbers of a repetition are the wrong way round", at);
  if (from > mostCopies || (to > mostCopies && to !== Number.POSITIVE_INFINITY))
    throw reader.fault(`a part is repeated more than ${mostCopies} times`, at);
  return repeat(of, from, to);
}
