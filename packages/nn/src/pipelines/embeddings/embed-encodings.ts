import { poolTokens } from "../../models/heads/pool-tokens.ts";
import type { Model } from "../../models/roles.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoding } from "../../tokenizers/encoding/encoding.ts";
import type { ReadyModel } from "../task-model.ts";
import { type Batching, forwardTexts } from "../texts/forward-texts.ts";
import { type EmbeddingPooling, poolings } from "./embedding-options.ts";
import { hiddenStates } from "./hidden-states.ts";
import { ofLengthOne } from "./length-one.ts";

export interface EmbeddingSettings extends Batching {
  readonly pooling?: EmbeddingPooling | undefined;
  readonly normalize: boolean;
}

/** One vector for each text. */
export async function embedEncodings(
  task: string,
  model: ReadyModel,
  encodings: readonly Encoding[],
  settings: EmbeddingSettings,
): Promise<readonly Float32Array[]> {
  const vectors = await forwardTexts(model, encodings, settings, (inputs) => {
    const hidden = hiddenStates(task, model.model, inputs);
    const encoded = { hidden, attentionMask: inputs.attention_mask! };
    const pooled = pool(model.model, encoded, settings.pooling);
    return [settings.normalize ? ofLengthOne(pooled) : pooled];
  });
  return vectors.map(([vector]) => vector!);
}

function pool(
  model: Model,
  encoded: { readonly hidden: Tensor; readonly attentionMask: Tensor },
  pooling: EmbeddingPooling | undefined,
): Tensor {
  const own = "sentenceEmbedding" in model ? model.sentenceEmbedding : undefined;
  if (!pooling && own) return own.forward(encoded);
  return poolTokens(poolings[pooling ?? "mean"], encoded);
}
