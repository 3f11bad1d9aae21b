import { noGrad, scope, tensor } from "@qkv/nn";
import type { Seq2Seq } from "@qkv/nn/models";
import { beginId } from "../pair-source/symbol-vocabulary.ts";

/** Where the decoder looks in the source as it says a target, averaged over the heads of a layer. */
export interface CrossAttention {
  /** Counted from 1. */
  readonly layer: number;
  readonly layers: number;
  /** For each target token and the end behind them, the weight of each source token. */
  readonly weights: readonly (readonly number[])[];
  /** Mean of the largest weight of each row: 1 where each looks at one token only. */
  readonly meanMaximum: number;
}

/** The cross-attention of the layer that looks most sharply. */
export async function crossAttention(
  model: Seq2Seq,
  source: readonly number[],
  target: readonly number[],
): Promise<CrossAttention> {
  const maps = noGrad(() =>
    scope(() => {
      const ids = (row: readonly number[]) => tensor([row], { dtype: "int32" });
      return [...model.decoderWeights(ids(source), ids([beginId, ...target])).crossAttention];
    }),
  );
  let clearest: CrossAttention | undefined;
  for (const [i, map] of maps.entries()) {
    const values = await map.data();
    map.dispose();
    const columns = source.length;
    const weights = Array.from({ length: target.length + 1 }, (_, row) => [
      ...values.subarray(row * columns, (row + 1) * columns),
    ]);
    const sum = weights.reduce((total, row) => total + Math.max(...row), 0);
    const meanMaximum = sum / weights.length;
    if (!clearest || meanMaximum > clearest.meanMaximum)
      clearest = { layer: i + 1, layers: maps.length, weights, meanMaximum };
  }
  if (!clearest) throw new RangeError("crossAttention: the decoder has no layers");
  return clearest;
}
