import { greedyDecode } from "@qkv/nn/generation";
import type { LoadedSeq2Seq } from "../model-directory/read-model.ts";
import { reservedIds } from "../training/build-pair-trainer.ts";

/** What a model makes of one source. */
export interface DecodedSource {
  readonly ids: readonly number[];
  readonly output: readonly string[];
  /** Whether the model ended it; otherwise it was cut off. */
  readonly finished: boolean;
}

/** The likeliest target of a source, symbol after symbol. */
export async function decodeSource(
  { model, vocabularies }: LoadedSeq2Seq,
  source: readonly string[],
  maxLength: number,
  signal?: AbortSignal,
): Promise<DecodedSource> {
  const { beginIdx, endIdx } = reservedIds;
  const limits = { beginIdx, endIdx, maxLength, ...(signal ? { signal } : {}) };
  const [target] = await greedyDecode(model, [vocabularies.source.encode(source)], limits);
  const { ids, finished } = target!; // one source, one target
  return { ids, output: vocabularies.target.decode(ids), finished };
}
