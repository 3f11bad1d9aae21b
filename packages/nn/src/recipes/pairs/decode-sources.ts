import { type GreedyTarget, greedyDecode } from "../../generation/greedy-decode.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import { beginId, endId, paddingId } from "../../tokenizers/symbol-vocabulary.ts";

export interface DecodeOptions {
  /** Sources that are decoded side by side. */
  readonly batchSize: number;
  /** Most symbols of a target. */
  readonly maxLength: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (done: number) => void;
}

/** The target of each source by greedy decoding, in the order of the sources. */
export async function decodeSources(
  model: EncoderDecoder,
  sources: readonly (readonly number[])[],
  { batchSize, maxLength, signal, onProgress }: DecodeOptions,
): Promise<readonly GreedyTarget[]> {
  // Side by side by length, so that little is padding.
  const order = [...sources.keys()].sort((a, b) => sources[a]!.length - sources[b]!.length);
  const targets: GreedyTarget[] = [];
  const limits = { beginIdx: beginId, endIdx: endId, maxLength, ...(signal ? { signal } : {}) };
  for (let start = 0; start < order.length; start += batchSize) {
    const rows = order.slice(start, start + batchSize);
    const length = sources[rows.at(-1)!]!.length;
    const padded = rows.map((row) => [
      ...sources[row]!,
      ...Array<number>(length - sources[row]!.length).fill(paddingId),
    ]);
    const decoded = await greedyDecode(model, padded, limits);
    for (const [i, row] of rows.entries()) targets[row] = decoded[i]!;
    onProgress?.(start + rows.length);
  }
  return targets;
}
