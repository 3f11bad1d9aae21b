import type { Seq2Seq } from "@qkv/nn/models";
import type { PairVocabularies } from "../pair-source/pair-vocabularies.ts";
import { attentionMap } from "../report/attention-map.ts";
import { crossAttention } from "./cross-attention.ts";
import type { DecodedPair } from "./score-pairs.ts";
import type { Sample } from "./training-task.ts";

const examples = 5;
/** Source tokens that a map has room for on a terminal. */
const mapWidth = 24;

/** Sources and outputs, a line each; the targets too where they differ. */
export function describePairs(
  pairs: readonly DecodedPair[],
  vocabularies: PairVocabularies,
): string {
  return pairs
    .map(({ source, target, output, exact }) => {
      const line = `  ${vocabularies.join(source)}  ->  ${vocabularies.join(output)}`;
      return exact ? line : `${line}  (target: ${vocabularies.join(target)})`;
    })
    .join("\n");
}

/** Examples, one that went wrong among them where there is one, and a map of the cross-attention. */
export async function pairSamples(
  model: Seq2Seq,
  vocabularies: PairVocabularies,
  decoded: readonly DecodedPair[],
): Promise<readonly Sample[]> {
  const wrong = decoded.find(({ exact }) => !exact);
  const shown = decoded.filter((pair) => pair !== wrong).slice(0, examples - (wrong ? 1 : 0));
  const all = wrong ? [...shown, wrong] : shown;
  const samples = [{ title: "Unseen examples", text: describePairs(all, vocabularies) }];
  const mapped = readablePair(decoded);
  if (!mapped) return samples;
  const text = await describeAttention(model, vocabularies, mapped);
  return [...samples, { title: "Cross-attention", text, drawn: true }];
}

/** The map of the cross-attention of one source and its output. */
export async function describeAttention(
  model: Seq2Seq,
  vocabularies: PairVocabularies,
  { source, output }: Pick<DecodedPair, "source" | "output">,
): Promise<string> {
  const attention = await crossAttention(
    model,
    vocabularies.source.encode(source),
    vocabularies.target.encode(output),
  );
  return attentionMap(attention, source, output);
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
