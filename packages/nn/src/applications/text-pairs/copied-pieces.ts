import type { SequencePair } from "../../data/sequence-pair.ts";
import type { Generator } from "../../random/generator.ts";

/**
 * The same sources, each with a piece of itself to copy, as long as its target is: where the piece begins is not to be known,
 * so that what is learnt is to find the place and to go on from there.
 */
export function copiedPieces(
  pairs: readonly SequencePair[],
  generator: Generator,
): readonly SequencePair[] {
  const places = generator.uniform(pairs.length);
  return pairs.map(({ source, target }, i) => {
    const words = source.slice(0, -1); // its end is none
    const length = Math.min(target.length, words.length);
    const start = Math.floor(places[i]! * (words.length - length + 1));
    return { source, target: words.slice(start, start + length) };
  });
}
