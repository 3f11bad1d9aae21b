import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import type { DecoderNames } from "../decoder/decoder-names.ts";
import { activationNames } from "./activation-names.ts";
import { paddingIdOf } from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import { slidingLayers } from "./layer-types.ts";
import { llamaDecoder, llamaFields, llamaNames, llamaOthers } from "./llama-shape.ts";

/** Gemma2Config of Hugging Face, with its defaults; Gemma 3 has them too. */
export const gemma2Fields = {
  ...llamaFields,
  vocab_size: integer({ from: 1, default: 256000 }),
  hidden_size: integer({ from: 1, default: 2304 }),
  intermediate_size: integer({ from: 1, default: 9216 }),
  num_hidden_layers: integer({ ...size, default: 26 }),
  num_attention_heads: integer({ from: 1, default: 8 }),
  num_key_value_heads: integer({ from: 1, default: 4 }),
  head_dim: integer({ from: 1, default: 256 }),
  hidden_activation: oneOf(activationNames, { default: "gelu_pytorch_tanh" }),
  max_position_embeddings: integer({ from: 1, default: 8192 }),
  tie_word_embeddings: flag({ default: true }),
  attention_bias: flag({ default: false }),
  query_pre_attn_scalar: number({ above: 0, default: 256 }),
  sliding_window: integer({ from: 1, default: 4096 }),
  final_logit_softcapping: number({ above: 0, optional: true }),
  attn_logit_softcapping: number({ above: 0, optional: true }),
  use_bidirectional_attention: oneOf([false], { optional: true }),
};

const fields = defineOptions("gemma2", gemma2Fields);

/** Norms before and behind each part. */
export const gemma2Names: DecoderNames = {
  ...llamaNames,
  block: {
    ...llamaNames.block,
    attentionOutputNorm: "post_attention_layernorm",
    feedForwardNorm: "pre_feedforward_layernorm",
    feedForwardOutputNorm: "post_feedforward_layernorm",
  },
};

/** Gemma 2: every other layer slides, scores and logits are capped. Riviere et al., arXiv:2408.00118. */
export const gemma2 = decoderFamily({
  modelType: "gemma2",
  architectures: ["Gemma2ForCausalLM"],
  names: gemma2Names,
  layout: { prefix: "model." },
  fromConfig(config) {
    const given = configFields(fields, config, [
      ...llamaOthers,
      "cache_implementation",
      "hidden_act",
    ]);
    const capOf = (name: "attn_logit_softcapping" | "final_logit_softcapping", usual: number) =>
      name in config ? given[name] : usual; // null is none
    const softCap = capOf("attn_logit_softcapping", 50);
    const decoder = llamaDecoder({ ...given, hidden_act: given.hidden_activation }, config, {
      bias: given.attention_bias,
      scale: given.query_pre_attn_scalar ** -0.5,
      window: given.sliding_window,
      ...(softCap === undefined ? {} : { softCap }),
    });
    return {
      ...decoder,
      paddingRow: paddingIdOf(config, decoder.vocabSize, 0),
      norm: { kind: "rmsNorm", eps: given.rms_norm_eps, offset: 1 },
      normPlacement: "sandwich",
      embeddingScale: Math.sqrt(given.hidden_size),
      slidingLayers: slidingLayers(config, decoder.layers, (layer) => layer % 2 === 0),
      logitSoftCap: capOf("final_logit_softcapping", 30),
    };
  },
});
