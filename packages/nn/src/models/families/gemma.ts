import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, oneOf } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { activationNames } from "./activation-names.ts";
import { paddingIdOf } from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import { llamaDecoder, llamaFields, llamaNames, llamaOthers } from "./llama-shape.ts";

/** GemmaConfig of Hugging Face, with its defaults. */
const fields = defineOptions("gemma", {
  ...llamaFields,
  vocab_size: integer({ from: 1, default: 256000 }),
  hidden_size: integer({ from: 1, default: 3072 }),
  intermediate_size: integer({ from: 1, default: 24576 }),
  num_hidden_layers: integer({ ...size, default: 28 }),
  num_attention_heads: integer({ from: 1, default: 16 }),
  num_key_value_heads: integer({ from: 1, default: 16 }),
  head_dim: integer({ from: 1, default: 256 }),
  hidden_act: oneOf(activationNames, { default: "gelu_pytorch_tanh" }),
  hidden_activation: oneOf(activationNames, { optional: true }),
  max_position_embeddings: integer({ from: 1, default: 8192 }),
  tie_word_embeddings: flag({ default: true }),
  attention_bias: flag({ default: false }),
  use_bidirectional_attention: oneOf([false], { optional: true }),
});

/** Gemma: Llama with wide heads, norms around 1 and scaled embeddings. Mesnard et al., arXiv:2403.08295. */
export const gemma = decoderFamily({
  modelType: "gemma",
  architectures: ["GemmaForCausalLM"],
  names: llamaNames,
  layout: { prefix: "model." },
  fromConfig(config) {
    // The first files say "gelu" and mean its approximation: the model was trained with it.
    const given = configFields(fields, config, llamaOthers);
    const hidden_act = given.hidden_activation ?? "gelu_pytorch_tanh";
    const decoder = llamaDecoder({ ...given, hidden_act }, config, { bias: given.attention_bias });
    return {
      ...decoder,
      paddingRow: paddingIdOf(config, decoder.vocabSize, 0),
      norm: { kind: "rmsNorm", eps: given.rms_norm_eps, offset: 1 },
      embeddingScale: Math.sqrt(given.hidden_size),
    };
  },
});
