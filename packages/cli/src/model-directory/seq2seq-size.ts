import type { Seq2SeqConfig } from "@qkv/nn/models";
import { type ModelMemory, requireAddressable } from "./model-size.ts";

const floatBytes = 4;

/** Parameters of an encoder-decoder, without making one. */
export function seq2seqParameterCount(config: Seq2SeqConfig): number {
  const { sourceVocabSize, targetVocabSize, dModel, dimFeedforward } = config;
  const attention = 4 * dModel ** 2 + 4 * dModel;
  const feedForward = 2 * dModel * dimFeedforward + dimFeedforward + dModel;
  const norm = 2 * dModel;
  const encoder = config.numEncoderLayers * (attention + feedForward + 2 * norm) + norm;
  const decoder = config.numDecoderLayers * (2 * attention + feedForward + 3 * norm) + norm;
  const embeddings = (sourceVocabSize + targetVocabSize) * dModel;
  return embeddings + encoder + decoder + (dModel + 1) * targetVocabSize;
}

/** Bytes that a model takes, apart from activations; it keeps no keys and values. */
export function seq2seqMemory(config: Seq2SeqConfig): ModelMemory {
  const weights = seq2seqParameterCount(config) * floatBytes;
  return { weights, gradients: weights, moments: 2 * weights, keyValueCache: 0 };
}

/** Throw for an encoder-decoder that cannot fit into a WebAssembly memory. */
export function requireSeq2SeqMemory(
  config: Seq2SeqConfig,
  use: "training" | "inference",
  name: string,
): void {
  const { weights, gradients, moments } = seq2seqMemory(config);
  const bytes = use === "training" ? weights + gradients + moments : weights;
  requireAddressable({ parameters: seq2seqParameterCount(config), bytes, use, name });
}
