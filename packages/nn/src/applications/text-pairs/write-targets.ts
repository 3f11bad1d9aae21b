import { generate } from "../../generation/generate.ts";
import type { ConditionalGenerator, EncoderDecoder } from "../../models/roles.ts";
import type { Progress } from "../../recipes/score.ts";
import { endId, type GenerationFields, paddingId } from "./pair-model-config.ts";

export type PairModel = EncoderDecoder & ConditionalGenerator;

export interface WritingOptions {
  /** Sources that are read side by side. */
  readonly batchSize: number;
  /** 1 for the likeliest token each time. */
  readonly beams: number;
  /** Tokens of an output at most. */
  readonly most: number;
  /** Further options, as in generation_config.json. */
  readonly generation: GenerationFields;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: Progress;
}

/** What a model makes of a source. */
export interface WrittenTarget {
  /** Its end is not among them. */
  readonly ids: readonly number[];
  /** Whether the model ended it itself. */
  readonly ended: boolean;
}

/** The target of each source, in their order, as the saved folder's pipeline makes it. */
export async function writeTargets(
  model: PairModel,
  sources: readonly (readonly number[])[],
  { batchSize, beams, most, generation, signal, onProgress }: WritingOptions,
): Promise<readonly WrittenTarget[]> {
  // Side by side by length, so that little is padding.
  const order = [...sources.keys()].sort((a, b) => sources[a]!.length - sources[b]!.length);
  const written: WrittenTarget[] = [];
  for (let start = 0; start < order.length; start += batchSize) {
    const rows = order.slice(start, start + batchSize);
    const longest = sources[rows.at(-1)!]!.length;
    const filled = (row: number, value: (i: number) => number, filler: number) =>
      Array.from({ length: longest }, (_, i) => (i < sources[row]!.length ? value(i) : filler));
    const { sequences, lengths } = await generate(
      model,
      {
        ids: rows.map((row) => filled(row, (i) => sources[row]![i]!, paddingId)),
        attentionMask: rows.map((row) => filled(row, () => 1, 0)),
      },
      {
        ...{ decoderStartTokenId: paddingId, eosTokenId: endId, padTokenId: paddingId },
        ...{ badWordsIds: [[paddingId]], numBeams: beams, maxNewTokens: most, ...generation },
        ...(signal ? { signal } : {}),
      },
    );
    for (const [i, row] of rows.entries()) {
      const ids = [...sequences[i]!].slice(1, lengths[i]); // without the decoder's start
      const ended = ids.at(-1) === endId;
      written[row] = { ids: ended ? ids.slice(0, -1) : ids, ended };
    }
    onProgress?.(start + rows.length, order.length);
  }
  return written;
}
