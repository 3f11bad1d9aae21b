import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import type { VisionModelNames } from "../vision/vision-model.ts";
import type { VisionOptions } from "../vision/vision-options.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { size } from "./config-sizes.ts";

const probability = { from: 0, below: 1, default: 0 };

/** Fields of config.json that ViT, DeiT and the Audio Spectrogram Transformer have. */
export const vitFields = {
  hidden_size: integer({ ...size, default: 768 }),
  num_hidden_layers: integer({ ...size, from: 0, default: 12 }),
  num_attention_heads: integer({ ...size, default: 12 }),
  intermediate_size: integer({ ...size, default: 3072 }),
  hidden_act: oneOf(activationNames, { default: "gelu" }),
  hidden_dropout_prob: number(probability),
  attention_probs_dropout_prob: number(probability),
  initializer_range: number({ from: 0, default: 0.02 }),
  layer_norm_eps: number({ above: 0, default: 1e-12 }),
  qkv_bias: flag({ default: true }),
};

export interface VitConfig {
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly hidden_act: (typeof activationNames)[number];
  readonly hidden_dropout_prob: number;
  readonly attention_probs_dropout_prob: number;
  readonly initializer_range: number;
  readonly layer_norm_eps: number;
  readonly qkv_bias: boolean;
}

/** The names that the files use; `prefix` stands before those of the backbone. */
export const vitNames = (prefix: string, head: string): VisionModelNames => ({
  backbone: prefix,
  head,
  embeddings: "embeddings",
  patches: "patch_embeddings.projection",
  positions: "position_embeddings",
  layers: "encoder.layer",
  norm: "layernorm",
  block: {
    attention: "attention",
    attentionNorm: "layernorm_before",
    feedForward: "",
    feedForwardNorm: "layernorm_after",
  },
  attention: {
    q: "attention.query",
    k: "attention.key",
    v: "attention.value",
    output: "output.dense",
  },
  feedForward: { expand: "intermediate.dense", project: "output.dense" },
});

/** The vision transformer that the fields describe: norms before each part, and no mask. */
export function visionOf(
  given: VitConfig,
  patches: Pick<
    VisionOptions,
    "input" | "channels" | "imageSize" | "patchSize" | "patchStride" | "extraTokens"
  >,
): VisionOptions {
  const { hidden_size: dModel, initializer_range: weights, hidden_dropout_prob: residual } = given;
  const { imageSize, patchSize } = patches;
  if (imageSize.some((side, i) => side < patchSize[i]!))
    throw new OptionError(
      `config.json: a patch of ${patchSize.join(" by ")} is larger than the input, ${imageSize.join(" by ")}`,
    );
  return {
    ...patches,
    dModel,
    layers: given.num_hidden_layers,
    norm: { kind: "layerNorm", eps: given.layer_norm_eps, bias: true },
    attention: {
      ...{ heads: given.num_attention_heads, causal: false, projections: "separate" },
      ...{ bias: given.qkv_bias, outputBias: true },
    },
    feedForward: {
      ...{ width: given.intermediate_size, gated: false, bias: true },
      activation: activationOf(given.hidden_act),
    },
    dropout: { attention: given.attention_probs_dropout_prob, residual },
    embeddingDropout: residual,
    initial: { weights, projections: weights },
  };
}
