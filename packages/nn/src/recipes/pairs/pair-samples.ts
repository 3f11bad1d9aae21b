import type { EncoderDecoder } from "../../models/roles.ts";
import type { PairVocabularies } from "../../tokenizers/pair-vocabularies.ts";
import type { OutputPair, Sample } from "../sample.ts";
import { crossAttention } from "./cross-attention.ts";
import type { DecodedPair } from "./score-pairs.ts";

const examples = 5;
/** Source tokens that a map has room for on a terminal. */
const mapWidth = 24;

/** Decoded pairs as text. */
export const outputPairs = (
  pairs: readonly DecodedPair[],
  vocabularies: PairVocabularies,
): readonly OutputPair[] =>
  pairs.map(({ source, target, output, exact }) => ({
    source: vocabularies.join(source),
    target: vocabularies.join(target),
    output: vocabularies.join(output),
    exact,
  }));

/** Examples, one that went wrong among them where there is one, and a map of the cross-attention. */
export async function pairSamples(
  model: EncoderDecoder,
  vocabularies: PairVocabularies,
  decoded: readonly DecodedPair[],
): Promise<readonly Sample[]> {
  const wrong = decoded.find(({ exact }) => !exact);
  const shown = decoded.filter((pair) => pair !== wrong).slice(0, examples - (wrong ? 1 : 0));
  const all = wrong ? [...shown, wrong] : shown;
  const pairs: Sample = { kind: "pairs", pairs: outputPairs(all, vocabularies) };
  const mapped = readablePair(decoded);
  if (!mapped) return [pairs];
  return [pairs, { kind: "attention", ...(await crossAttention(model, vocabularies, mapped)) }];
}

/** The map is read by its symbols: the right output whose source has the most different ones. */
function readablePair(decoded: readonly DecodedPair[]): DecodedPair | undefined {
  const fitting = decoded.filter(({ source }) => source.length <= mapWidth);
  const right = fitting.filter(({ exact }) => exact);
  const variety = ({ source }: DecodedPair): number => 2 * new Set(source).size - source.length;
  return (right.length > 0 ? right : fitting).reduce<DecodedPair | undefined>(
    (best, pair) => (best && variety(best) >= variety(pair) ? best : pair),
    undefined,
  );
}
