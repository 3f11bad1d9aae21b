import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { encoderFamily } from "../encoder/encoder-family.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import {
  bertIgnored,
  classification,
  maskedWords,
  multipleChoice,
  paddingIdOf,
  questionAnswering,
} from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import { slidingLayers } from "./layer-types.ts";
import { ropeFieldNames, ropeOf } from "./rope-config.ts";

const probability = { from: 0, to: 1, default: 0 };

/** ModernBertConfig of Hugging Face, with its defaults. */
const fields = defineOptions("modernbert", {
  vocab_size: integer({ ...size, default: 50368 }),
  hidden_size: integer({ ...size, default: 768 }),
  intermediate_size: integer({ ...size, default: 1152 }),
  num_hidden_layers: integer({ ...size, default: 22 }),
  num_attention_heads: integer({ ...size, default: 12 }),
  hidden_activation: oneOf(activationNames, { default: "gelu" }),
  max_position_embeddings: integer({ ...size, default: 8192 }),
  initializer_range: number({ from: 0, default: 0.02 }),
  norm_eps: number({ above: 0, default: 1e-5 }),
  norm_bias: flag({ default: false }),
  attention_bias: flag({ default: false }),
  attention_dropout: number(probability),
  global_attn_every_n_layers: integer({ ...size, default: 3 }),
  global_rope_theta: number({ above: 0, default: 160000 }),
  local_rope_theta: number({ above: 0, default: 10000 }),
  /** Tokens that a token of a local layer sees, half of them to each side, and itself. */
  local_attention: integer({ from: 0, to: 2 ** 31, default: 128 }),
  embedding_dropout: number(probability),
  mlp_bias: flag({ default: false }),
  mlp_dropout: number(probability),
  decoder_bias: flag({ default: true }),
  classifier_pooling: oneOf(["cls", "mean"], { default: "cls" }),
  classifier_dropout: number(probability),
  classifier_bias: flag({ default: false }),
  classifier_activation: oneOf(activationNames, { default: "gelu" }),
  tie_word_embeddings: flag({ default: true }),
});

/** How it is computed and trained elsewhere, and names that the published files have beside those that count. */
const others = [
  ...ropeFieldNames,
  ...["layer_types", "deterministic_flash_attn", "sparse_prediction", "sparse_pred_ignore_index"],
  ...["reference_compile", "repad_logits_with_grad", "initializer_cutoff_factor"],
  ...["position_embedding_type", "layer_norm_eps"],
];

/** ModernBERT: rotations, gates, and in two layers of three the neighbours alone. Warner et al., arXiv:2412.13663. */
export const modernbert = encoderFamily({
  modelType: "modernbert",
  architectures: [
    ...(["ModernBertModel", "ModernBertForMaskedLM"] as const),
    ...(["ModernBertForSequenceClassification", "ModernBertForTokenClassification"] as const),
    ...(["ModernBertForQuestionAnswering", "ModernBertForMultipleChoice"] as const),
  ],
  names: {
    ...{ backbone: "model", words: "tok_embeddings", embeddingNorm: "norm" },
    ...{ stack: "", layers: "layers", norm: "final_norm" },
    block: {
      ...{ attentionNorm: "attn_norm", attention: "attn" },
      ...{ feedForwardNorm: "mlp_norm", feedForward: "mlp" },
    },
    attention: { packed: "Wqkv", output: "Wo" },
    feedForward: { expand: "Wi", project: "Wo" },
  },
  layout: { prefix: "model.", ignored: new RegExp(`${bertIgnored.source}|^(head|decoder)\\.`) },
  fromConfig(config, labels) {
    const given = configFields(fields, config, others);
    const { hidden_size: dModel, num_attention_heads: heads, num_hidden_layers: layers } = given;
    const { initializer_range: deviation, max_position_embeddings: maxPositions } = given;
    const norm = { kind: "layerNorm", eps: given.norm_eps, bias: given.norm_bias } as const;
    const every = given.global_attn_every_n_layers;
    const rope = (layerType: string, theta: number) =>
      ropeOf(config, { headSize: dModel / heads, maxPositions, layerType, theta });
    const { classifier_dropout: dropout } = given;
    const transform = {
      ...{ dense: "head.dense", activation: activationOf(given.classifier_activation) },
      ...{ bias: given.classifier_bias, norm: { name: "head.norm", options: norm } },
    };
    const pooling = given.classifier_pooling === "cls" ? "first" : "mean";
    const name = "classifier";
    const ofClasses = { dModel, labels, name, transform, dropout, deviation: dModel ** -0.5 };
    const projections = deviation / Math.sqrt(2 * layers);
    return {
      encoder: {
        ...{ vocabSize: given.vocab_size, contextLength: maxPositions, layers, dModel, norm },
        paddingId: paddingIdOf(config, given.vocab_size),
        attention: { heads, projections: "packed", bias: given.attention_bias },
        feedForward: {
          ...{ width: given.intermediate_size, bias: given.mlp_bias, gated: "packed" },
          activation: activationOf(given.hidden_activation),
        },
        rotations: rope("full_attention", given.global_rope_theta),
        local: {
          layers: slidingLayers(config, layers, (layer) => layer % every !== 0),
          reach: given.local_attention >> 1,
          rotations: rope("sliding_attention", given.local_rope_theta),
        },
        firstWithoutAttentionNorm: true,
        dropout: {
          ...{ embedding: given.embedding_dropout, attention: given.attention_dropout },
          ...{ residual: given.attention_dropout, feedForward: 0, activation: given.mlp_dropout },
        },
        initial: { weights: deviation, projections },
      },
      classes: {
        ModernBertModel: {},
        ModernBertForMaskedLM: {
          head: maskedWords("", {
            ...{ transform, decoder: "decoder", bias: given.decoder_bias },
            ...{ tied: given.tie_word_embeddings, deviation: projections },
          }),
        },
        ModernBertForSequenceClassification: {
          head: classification({ ...ofClasses, pooling }),
        },
        ModernBertForMultipleChoice: {
          head: multipleChoice({
            ...{ ...ofClasses, pooling: pooling === "first" ? "firstShown" : pooling },
          }),
        },
        ModernBertForTokenClassification: { head: classification(ofClasses) },
        ModernBertForQuestionAnswering: { head: questionAnswering(ofClasses) },
      },
    };
  },
});
