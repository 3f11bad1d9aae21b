import type { Constraint } from "../../src/generation/constraint.ts";
import { Generator } from "../../src/random/generator.ts";

interface Sampling {
  readonly seed: number;
  /** Tokens at most. */
  readonly longest: number;
  readonly ends?: readonly number[];
  readonly opensText?: boolean;
  /** The tokens that the text goes on from. */
  readonly begun?: readonly number[];
}

/** Ids that a constraint lets a model say whose scores are noise. */
export function sampledIds(
  constraint: Constraint,
  vocabSize: number,
  { seed, longest, ends = [], opensText = true, begun = [] }: Sampling,
): number[] {
  const noise = new Generator(seed);
  const { process, stops } = constraint.of({
    ...{ begun: begun.length, longest: begun.length + longest, ends, opensText },
  });
  const ids = [...begun];
  while (ids.length < begun.length + longest && !stops({ ids, row: 0 })) {
    const scores = Float64Array.from(noise.normal(vocabSize, 0, 1));
    process(scores, { ids, row: 0 });
    let best = 0;
    for (const [id, score] of scores.entries()) if (score > scores[best]!) best = id;
    if (ends.includes(best)) break;
    ids.push(best);
  }
  return ids.slice(begun.length);
}
