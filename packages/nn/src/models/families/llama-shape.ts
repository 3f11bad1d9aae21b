import { flag, integer, number, oneOf } from "../../options/fields.ts";
import type { BlockAttentionOptions } from "../block/block-options.ts";
import type { DecoderNames } from "../decoder/decoder-names.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { paddingIdOf } from "./bert-shape.ts";
import { size } from "./config-sizes.ts";
import { ropeFieldNames, ropeOf } from "./rope-config.ts";

/** The names that Llama's files use, and those of the families that came after it. */
export const llamaNames: DecoderNames = {
  backbone: "model",
  tokens: "embed_tokens",
  layers: "layers",
  norm: "norm",
  head: "lm_head",
  block: {
    attentionNorm: "input_layernorm",
    attention: "self_attn",
    feedForwardNorm: "post_attention_layernorm",
    feedForward: "mlp",
  },
  attention: { q: "q_proj", k: "k_proj", v: "v_proj", output: "o_proj" },
  feedForward: { expand: "up_proj", gate: "gate_proj", project: "down_proj" },
};

/** Fields of config.json that Llama and the families after it have; what is usual differs, and is in their papers. */
export const llamaFields = {
  vocab_size: integer({ ...size, default: 32000 }),
  hidden_size: integer({ ...size, default: 4096 }),
  intermediate_size: integer({ ...size, default: 11008 }),
  num_hidden_layers: integer({ ...size, default: 32 }),
  num_attention_heads: integer({ ...size, default: 32 }),
  num_key_value_heads: integer({ ...size, optional: true }),
  head_dim: integer({ ...size, optional: true }),
  hidden_act: oneOf(activationNames, { default: "silu" }),
  max_position_embeddings: integer({ ...size, default: 2048 }),
  rms_norm_eps: number({ above: 0, default: 1e-6 }),
  initializer_range: number({ from: 0, default: 0.02 }),
  attention_dropout: number({ from: 0, below: 1, default: 0 }),
  tie_word_embeddings: flag({ default: false }),
};

/** Fields that are read elsewhere, or say nothing of the model's shape. */
export const llamaOthers: readonly string[] = [...ropeFieldNames, "pretraining_tp", "layer_types"];

interface LlamaConfig {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly intermediate_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly num_key_value_heads: number | undefined;
  readonly head_dim: number | undefined;
  readonly hidden_act: (typeof activationNames)[number];
  readonly max_position_embeddings: number;
  readonly rms_norm_eps: number;
  readonly initializer_range: number;
  readonly attention_dropout: number;
  readonly tie_word_embeddings: boolean;
}

/** The decoder that Llama's fields describe: RMSNorm, rotations, grouped heads, a gated feed-forward network. */
export function llamaDecoder(
  given: LlamaConfig,
  config: object,
  attention: Partial<BlockAttentionOptions> = {},
): DecoderOptions {
  const { hidden_size: dModel, num_attention_heads: heads, initializer_range: deviation } = given;
  const { head_dim: headSize = Math.floor(dModel / heads), max_position_embeddings } = given;
  return {
    vocabSize: given.vocab_size,
    contextLength: max_position_embeddings,
    layers: given.num_hidden_layers,
    dModel,
    norm: { kind: "rmsNorm", eps: given.rms_norm_eps },
    positions: ropeOf(config, { headSize, maxPositions: max_position_embeddings }),
    attention: {
      ...{ heads, headSize, keyValueHeads: given.num_key_value_heads ?? heads },
      ...{ projections: "separate", bias: false },
      ...attention,
    },
    feedForward: {
      width: given.intermediate_size,
      activation: activationOf(given.hidden_act),
      gated: true,
      bias: false,
    },
    dropout: { embedding: 0, attention: given.attention_dropout, residual: 0 },
    paddingRow: paddingIdOf(config, given.vocab_size),
    tieWeights: given.tie_word_embeddings,
    initial: { weights: deviation, projections: deviation },
  };
}
