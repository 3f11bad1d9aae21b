import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { paddingIdOf } from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import { ropeFieldNames, ropeOf } from "./rope-config.ts";

const probability = { from: 0, below: 1, default: 0 };

/** PhiConfig of Hugging Face, with its defaults. */
const fields = defineOptions("phi", {
  vocab_size: integer({ ...size, default: 51200 }),
  hidden_size: integer({ ...size, default: 2048 }),
  intermediate_size: integer({ ...size, default: 8192 }),
  num_hidden_layers: integer({ ...size, default: 24 }),
  num_attention_heads: integer({ ...size, default: 32 }),
  num_key_value_heads: integer({ ...size, optional: true }),
  resid_pdrop: number(probability),
  embd_pdrop: number(probability),
  attention_dropout: number(probability),
  hidden_act: oneOf(activationNames, { default: "gelu_new" }),
  max_position_embeddings: integer({ ...size, default: 2048 }),
  initializer_range: number({ from: 0, default: 0.02 }),
  layer_norm_eps: number({ above: 0, default: 1e-5 }),
  tie_word_embeddings: flag({ default: false }),
  qk_layernorm: flag({ default: false }),
});

/** Phi: attention and feed-forward network in parallel, behind one norm. Gunasekar et al., arXiv:2306.11644. */
export const phi = decoderFamily({
  modelType: "phi",
  architectures: ["PhiForCausalLM"],
  names: {
    backbone: "model",
    tokens: "embed_tokens",
    layers: "layers",
    norm: "final_layernorm",
    head: "lm_head",
    block: { attentionNorm: "input_layernorm", attention: "self_attn", feedForward: "mlp" },
    attention: {
      ...{ q: "q_proj", k: "k_proj", v: "v_proj", output: "dense" },
      ...{ queryNorm: "q_layernorm", keyNorm: "k_layernorm" },
    },
    feedForward: { expand: "fc1", project: "fc2" },
  },
  layout: { prefix: "model." },
  fromConfig(config) {
    const given = configFields(fields, config, ropeFieldNames);
    const { hidden_size: dModel, num_attention_heads: heads, initializer_range: deviation } = given;
    const norm = { kind: "layerNorm", eps: given.layer_norm_eps, bias: true } as const;
    const headSize = Math.floor(dModel / heads);
    return {
      vocabSize: given.vocab_size,
      contextLength: given.max_position_embeddings,
      ...{ layers: given.num_hidden_layers, dModel, norm, residual: "parallel" },
      positions: ropeOf(config, {
        ...{ headSize, maxPositions: given.max_position_embeddings, partial: 0.5 },
      }),
      attention: {
        ...{ heads, headSize, keyValueHeads: given.num_key_value_heads ?? heads },
        ...{ projections: "separate", bias: true },
        ...(given.qk_layernorm ? { headNorm: norm } : {}),
      },
      feedForward: {
        ...{ width: given.intermediate_size, bias: true, gated: false },
        activation: activationOf(given.hidden_act),
      },
      dropout: {
        embedding: given.embd_pdrop,
        attention: given.attention_dropout,
        residual: given.resid_pdrop,
      },
      paddingRow: paddingIdOf(config, given.vocab_size),
      tieWeights: given.tie_word_embeddings,
      headBias: true,
      initial: { weights: deviation, projections: deviation },
    };
  },
});
