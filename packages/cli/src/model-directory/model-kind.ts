import type { ModelConfig } from "./model-config.ts";
import { parameterCount, requireMemory } from "./model-size.ts";
import type { ExpectedWeights } from "./require-weights.ts";
import { requireSeq2SeqMemory, seq2seqParameterCount } from "./seq2seq-size.ts";

/** What the weights file of a configuration must have. */
export function expectedWeights(config: ModelConfig): ExpectedWeights {
  return config.task === "gpt"
    ? { landmark: "transformer.wte.weight", parameters: parameterCount(config.model) }
    : { landmark: "source_embedding.weight", parameters: seq2seqParameterCount(config.model) };
}

/** Throw for a model of either kind that cannot fit into a WebAssembly memory. */
export function requireModelMemory(
  config: ModelConfig,
  use: "training" | "inference",
  name: string,
): void {
  if (config.task === "gpt") requireMemory(config.model, use, name);
  else requireSeq2SeqMemory(config.model, use, name);
}
