import { type CodePoints, codePoints, without } from "../expressions/code-points.ts";
import type { PatternReader } from "../pattern-reader.ts";
import { readEscape } from "./escapes.ts";

/** A class in brackets, from behind its "[" on. */
export function readClass(reader: PatternReader): CodePoints {
  const at = reader.at - 1;
  const negated = reader.take("^");
  const ranges: (readonly [number, number])[] = [];
  while (!reader.take("]")) {
    if (reader.done) throw reader.fault('a "[" is not closed', at);
    const start = reader.at;
    const first = member(reader);
    if (!reader.looksAt("-") || reader.looksAt("-]")) {
      ranges.push(...first);
      continue;
    }
    reader.take("-");
    if (reader.done) throw reader.fault('a "[" is not closed', at);
    const last = member(reader);
    const [from, to] = [sole(first), sole(last)];
    if (from === undefined || to === undefined)
      throw reader.fault("a range has a set for an end", start);
    if (from > to) throw reader.fault("a range is the wrong way round", start);
    ranges.push([from, to]);
  }
  const set = codePoints(ranges);
  return negated ? without(set) : set;
}

function member(reader: PatternReader): CodePoints {
  if (reader.take("\\")) return readEscape(reader, true);
  const code = reader.next().codePointAt(0)!;
  return codePoints([[code, code]]);
}

/** The only character of a set. */
function sole([only, ...others]: CodePoints): number | undefined {
  return only && others.length === 0 && only[0] === only[1] ? only[0] : undefined;
}
