import { decoderFamily } from "../../src/models/decoder/decoder-family.ts";
import type { DecoderOptions } from "../../src/models/decoder/decoder-options.ts";
import { configFields } from "../../src/models/families/config-fields.ts";
import { defineOptions } from "../../src/options/define-options.ts";
import { integer, number } from "../../src/options/fields.ts";

const count = { from: 1, to: 2 ** 31 };

/** What stands in its config.json: types, defaults and checks at once. */
const fields = defineOptions("pico", {
  vocab_size: integer(count),
  max_position_embeddings: integer({ ...count, default: 2048 }),
  num_hidden_layers: integer(count),
  hidden_size: integer(count),
  intermediate_size: integer(count),
  num_attention_heads: integer(count),
  num_key_value_heads: integer(count),
  rms_norm_eps: number({ above: 0, default: 1e-6 }),
  rope_theta: number({ above: 0, default: 10000 }),
});

/** Grouped heads, rotary positions, RMSNorm, gated feed-forward networks. Names as in its files. */
export const pico = decoderFamily({
  modelType: "pico",
  architectures: ["PicoForCausalLM"],
  names: {
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
  },
  layout: { prefix: "model." },

  fromConfig(config): DecoderOptions {
    const given = configFields(fields, config);
    return {
      vocabSize: given.vocab_size,
      contextLength: given.max_position_embeddings,
      layers: given.num_hidden_layers,
      dModel: given.hidden_size,
      norm: { kind: "rmsNorm", eps: given.rms_norm_eps },
      positions: { theta: given.rope_theta },
      attention: {
        heads: given.num_attention_heads,
        keyValueHeads: given.num_key_value_heads,
        projections: "separate",
        bias: false,
      },
      feedForward: { width: given.intermediate_size, activation: "silu", gated: true, bias: false },
      dropout: { embedding: 0, attention: 0, residual: 0 },
      tieWeights: false,
      initial: { weights: 0.02, projections: 0.02 },
    };
  },

  toConfig: ({ vocabSize, contextLength, layers, dModel, norm, positions, ...rest }) => ({
    vocab_size: vocabSize,
    max_position_embeddings: contextLength,
    num_hidden_layers: layers,
    hidden_size: dModel,
    intermediate_size: rest.feedForward.width,
    num_attention_heads: rest.attention.heads,
    num_key_value_heads: rest.attention.keyValueHeads,
    rms_norm_eps: norm.eps,
    rope_theta: typeof positions === "object" ? positions.theta : undefined,
  }),
});
