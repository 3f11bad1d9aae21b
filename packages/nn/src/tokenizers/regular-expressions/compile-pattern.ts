import { type Pattern, regexMatches } from "../text/matches.ts";
import type { Span } from "../text/span.ts";
import { backtrackingCost } from "./backtracking-cost.ts";
import { LinearMatcher } from "./linear-matcher.ts";
import { searchesInLinearTime } from "./linear-search.ts";
import { matchingProgram } from "./matching-program.ts";
import { nativeExpression } from "./native-expression.ts";
import { parsePattern } from "./parse-pattern.ts";
import { PatternCursor } from "./pattern-cursor.ts";
import { type PatternNode, somewhere } from "./pattern-node.ts";

/** What finds an expression in texts, in time that the text's length bounds. */
export interface CompiledPattern {
  /** All matches, from left to right. */
  readonly matches: Pattern;
  /** The first match at or after a place. */
  find(text: string, from: number): Span | undefined;
  /** How long texts may be that the engine's own expressions search; longer ones are searched in linear time. */
  readonly longestNative: number;
}

/** Steps of backtracking that an engine may need for a text: some tenths of a second. */
const mostSteps = 2 ** 25;

/**
 * An expression in Oniguruma's syntax, in which tokenizer.json files are written. It cannot be made to run long: JavaScript's
 * own engine, which backtracks and cannot be interrupted, searches what is proved to take linear time, as what published
 * tokenizers have, and texts so short that the worst is no harm; else a matcher of ours does, in linear time.
 *
 * @throws TokenizerDataError for what has no counterpart, and where and why; for what is too large to be searched so
 */
export function compilePattern(source: string): CompiledPattern {
  const cursor = new PatternCursor(source);
  const root = parsePattern(cursor);
  const expression = native(root, cursor);
  const matchesNative = regexMatches(expression);
  const longestNative = searchesInLinearTime(root)
    ? Number.POSITIVE_INFINITY
    : longestWithin(root, mostSteps);
  const linear = longestNative < Number.POSITIVE_INFINITY ? linearMatcher(root, cursor) : undefined;

  const findLinear = (text: string, from: number): Span | undefined => {
    if (!linear)
      throw cursor.refusal(
        `it refers back, and is searched in texts of ${longestNative} characters at most: here are ${text.length}`,
      );
    try {
      return linear.find(text, from);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw cursor.refusal(`it would take too much memory for a text of ${text.length} characters`);
    }
  };

  return {
    longestNative,
    matches: (text) =>
      text.length <= longestNative ? matchesNative(text) : [...allMatches(findLinear, text)],
    find(text, from) {
      if (text.length > longestNative) return findLinear(text, from);
      expression.lastIndex = from;
      const found = expression.exec(text);
      return found ? { start: found.index, end: found.index + found[0].length } : undefined;
    },
  };
}

function native(root: PatternNode, cursor: PatternCursor): RegExp {
  try {
    return nativeExpression(root);
  } catch (cause) {
    throw cursor.refusal(cause instanceof Error ? cause.message : String(cause));
  }
}

/** References cannot be matched in linear time by anybody. */
function linearMatcher(root: PatternNode, cursor: PatternCursor): LinearMatcher | undefined {
  if (somewhere(root, ({ kind }) => kind === "reference")) return undefined;
  const program = matchingProgram(root);
  if (!program) throw cursor.refusal("it is too large to be searched in linear time");
  return new LinearMatcher(program);
}

/** The longest text that is searched, from each of its places, in so many steps. */
function longestWithin(root: PatternNode, steps: number): number {
  let [least, most] = [0, steps];
  while (least < most) {
    const length = Math.ceil((least + most) / 2);
    const worst = (length + 1) * backtrackingCost(root, length).steps;
    // Infinity times nothing is no number.
    if (worst <= steps) least = length;
    else most = length - 1;
  }
  return least;
}

/** Like the engine's, but for empty matches right behind another, which `regexMatches` leaves out too. */
function* allMatches(
  find: (text: string, from: number) => Span | undefined,
  text: string,
): Iterable<Span> {
  let last = -1;
  for (let from = 0; ; ) {
    const found = find(text, from);
    if (!found) return;
    const { start, end } = found;
    if (start < end || start !== last) yield found;
    if (start < end) last = end;
    from = start < end ? end : end + (text.codePointAt(end)! > 0xffff ? 2 : 1);
    if (from > text.length) return;
  }
}
