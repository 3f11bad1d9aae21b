import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import { gpt2Names } from "./gpt.ts";
import { missingBiases, missingPositions } from "./stand-ins.ts";

const probability = { from: 0, below: 1, default: 0.1 };

/** GPT2Config of Hugging Face, with its defaults; the last two are ours. */
const fields = defineOptions("gpt2", {
  vocab_size: integer({ ...size, default: 50257 }),
  n_positions: integer({ ...size, default: 1024 }),
  n_embd: integer({ ...size, default: 768 }),
  n_layer: integer({ ...size, default: 12 }),
  n_head: integer({ ...size, default: 12 }),
  n_inner: integer({ ...size, optional: true }),
  activation_function: oneOf(["gelu", "gelu_new", "relu"], { default: "gelu_new" }),
  resid_pdrop: number(probability),
  embd_pdrop: number(probability),
  attn_pdrop: number(probability),
  layer_norm_epsilon: number({ above: 0, default: 1e-5 }),
  initializer_range: number({ from: 0, default: 0.02 }),
  scale_attn_weights: flag({ default: true }),
  scale_attn_by_inverse_layer_idx: oneOf([false], { default: false }),
  add_cross_attention: oneOf([false], { default: false }),
  tie_word_embeddings: flag({ default: true }),
  bias: flag({ default: true }),
  positions: oneOf(["learned", "sinusoidal"], { default: "learned" }),
});

/** Of heads that other classes have, and how a sum is rounded. */
const withoutEffect = [
  ...["summary_type", "summary_use_proj", "summary_activation", "summary_proj_to_labels"],
  ...["summary_first_dropout", "reorder_and_upcast_attn", "n_ctx"],
];

/** GPT-2. Radford et al. 2019, "Language models are unsupervised multitask learners". */
export const gpt2 = decoderFamily({
  headNames: { ofTokens: "classifier" },
  modelType: "gpt2",
  architectures: ["GPT2LMHeadModel"],
  names: gpt2Names,
  layout: {
    prefix: "transformer.",
    transposed: /\.(c_attn|c_proj|c_fc)\.weight$/,
    ignored: /\.attn\.(masked_)?bias$/,
    standIns: (model) =>
      new Map([
        ...missingBiases(model, /\.(ln_\w|c_attn|c_proj|c_fc)\.weight$/),
        ...missingPositions(model, "transformer.wpe.weight"),
      ]),
  },
  fromConfig: gpt2Options,
  toConfig,
});

/** The decoder that a config.json of a GPT-2 describes. */
export function gpt2Options(config: object): DecoderOptions {
  const given = configFields(fields, config, withoutEffect);
  const { n_embd: dModel, n_layer: layers, n_head: heads, bias } = given;
  const { n_inner: width = 4 * dModel, activation_function: named } = given;
  const weights = given.initializer_range;
  return {
    vocabSize: given.vocab_size,
    contextLength: given.n_positions,
    ...{ layers, dModel },
    norm: { kind: "layerNorm", eps: given.layer_norm_epsilon, bias },
    positions: given.positions,
    attention: { heads, bias, ...(given.scale_attn_weights ? {} : { scale: 1 }) },
    feedForward: {
      ...{ width, bias, gated: false },
      activation: named === "gelu_new" ? "geluTanh" : named,
    },
    dropout: {
      embedding: given.embd_pdrop,
      attention: given.attn_pdrop,
      residual: given.resid_pdrop,
    },
    tieWeights: given.tie_word_embeddings,
    initial: { weights, projections: weights / Math.sqrt(2 * layers) },
  };
}

function toConfig(options: DecoderOptions): object {
  const { vocabSize, contextLength, layers, dModel, norm, positions, attention } = options;
  const { feedForward, dropout, tieWeights, initial } = options;
  const { activation, bias, width } = feedForward;
  return {
    vocab_size: vocabSize,
    n_positions: contextLength,
    n_embd: dModel,
    n_layer: layers,
    n_head: attention.heads,
    n_inner: width === 4 * dModel ? null : width,
    activation_function: activation === "geluTanh" ? "gelu_new" : activation,
    resid_pdrop: dropout.residual,
    embd_pdrop: dropout.embedding,
    attn_pdrop: dropout.attention,
    layer_norm_epsilon: norm.eps,
    initializer_range: initial.weights,
    scale_attn_weights: attention.scale !== 1,
    tie_word_embeddings: tieWeights,
    ...(bias ? {} : { bias }),
    ...(positions === "learned" ? {} : { positions }),
  };
}
