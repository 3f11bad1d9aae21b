import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import { headsPacked } from "./heads-packed.ts";
import { ropeFieldNames, ropeOf } from "./rope-config.ts";

const probability = { from: 0, below: 1, default: 0 };

/** GPTNeoXConfig of Hugging Face, with its defaults. */
const fields = defineOptions("gpt_neox", {
  vocab_size: integer({ ...size, default: 50432 }),
  hidden_size: integer({ ...size, default: 6144 }),
  num_hidden_layers: integer({ ...size, default: 44 }),
  num_attention_heads: integer({ ...size, default: 64 }),
  intermediate_size: integer({ ...size, default: 24576 }),
  hidden_act: oneOf(activationNames, { default: "gelu" }),
  attention_dropout: number(probability),
  hidden_dropout: number(probability),
  max_position_embeddings: integer({ ...size, default: 2048 }),
  initializer_range: number({ from: 0, default: 0.02 }),
  layer_norm_eps: number({ above: 0, default: 1e-5 }),
  use_parallel_residual: flag({ default: true }),
  attention_bias: flag({ default: true }),
  tie_word_embeddings: flag({ default: false }),
});

/** GPT-NeoX, and Pythia after it. Black et al., arXiv:2204.06745. */
export const gptNeox = decoderFamily({
  headNames: { ofTokens: "classifier" },
  modelType: "gpt_neox",
  architectures: ["GPTNeoXForCausalLM"],
  names: {
    backbone: "gpt_neox",
    tokens: "embed_in",
    layers: "layers",
    norm: "final_layer_norm",
    head: "embed_out",
    block: {
      attentionNorm: "input_layernorm",
      attention: "attention",
      feedForwardNorm: "post_attention_layernorm",
      feedForward: "mlp",
    },
    attention: { packed: "query_key_value", output: "dense" },
    feedForward: { expand: "dense_h_to_4h", project: "dense_4h_to_h" },
  },
  layout: {
    prefix: "gpt_neox.",
    ignored: /\.(attention\.(masked_)?bias|rotary_emb\.inv_freq)$/,
    rearranged: [headsPacked(/\.query_key_value\.(weight|bias)$/)],
  },
  fromConfig(config) {
    const given = configFields(fields, config, [...ropeFieldNames, "classifier_dropout"]);
    const { hidden_size: dModel, num_attention_heads: heads, initializer_range: deviation } = given;
    const headSize = Math.floor(dModel / heads);
    const maxPositions = given.max_position_embeddings;
    return {
      vocabSize: given.vocab_size,
      contextLength: maxPositions,
      ...{ layers: given.num_hidden_layers, dModel },
      norm: { kind: "layerNorm", eps: given.layer_norm_eps, bias: true },
      residual: given.use_parallel_residual ? "parallel" : "serial",
      positions: ropeOf(config, { headSize, maxPositions, partial: 0.25 }),
      attention: { heads, bias: given.attention_bias },
      feedForward: {
        ...{ width: given.intermediate_size, bias: true, gated: false },
        activation: activationOf(given.hidden_act),
      },
      dropout: {
        embedding: given.hidden_dropout,
        attention: given.attention_dropout,
        residual: given.hidden_dropout,
      },
      tieWeights: given.tie_word_embeddings,
      initial: { weights: deviation, projections: deviation },
    };
  },
});
