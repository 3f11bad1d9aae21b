import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { encoderFamily } from "../encoder/encoder-family.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import {
  bertIgnored,
  bertNames,
  classification,
  maskedWords,
  multipleChoice,
  paddingIdOf,
  questionAnswering,
} from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";

const probability = { from: 0, to: 1, default: 0.1 };

/** DistilBertConfig of Hugging Face, with its defaults. */
const fields = defineOptions("distilbert", {
  vocab_size: integer({ ...size, default: 30522 }),
  max_position_embeddings: integer({ ...size, default: 512 }),
  /** Where the table of positions starts; it is in the file. */
  sinusoidal_pos_embds: flag({ default: false }),
  n_layers: integer({ ...size, default: 6 }),
  n_heads: integer({ ...size, default: 12 }),
  dim: integer({ ...size, default: 768 }),
  hidden_dim: integer({ ...size, default: 3072 }),
  dropout: number(probability),
  attention_dropout: number(probability),
  activation: oneOf(activationNames, { default: "gelu" }),
  initializer_range: number({ from: 0, default: 0.02 }),
  qa_dropout: number(probability),
  seq_classif_dropout: number({ ...probability, default: 0.2 }),
  tie_word_embeddings: flag({ default: true }),
});

const norm = { kind: "layerNorm", eps: 1e-12, bias: true } as const;

/** DistilBERT: half of BERT's layers, without token types and pooler. Sanh et al., arXiv:1910.01108. */
export const distilbert = encoderFamily({
  modelType: "distilbert",
  architectures: [
    ...(["DistilBertModel", "DistilBertForMaskedLM"] as const),
    ...(["DistilBertForSequenceClassification", "DistilBertForTokenClassification"] as const),
    ...(["DistilBertForQuestionAnswering", "DistilBertForMultipleChoice"] as const),
  ],
  names: {
    ...bertNames,
    backbone: "distilbert",
    stack: "transformer",
    block: {
      attention: "attention",
      attentionNorm: "sa_layer_norm",
      feedForward: "ffn",
      feedForwardNorm: "output_layer_norm",
    },
    attention: { q: "q_lin", k: "k_lin", v: "v_lin", output: "out_lin" },
    feedForward: { expand: "lin1", project: "lin2" },
  },
  layout: {
    prefix: "distilbert.",
    ignored: new RegExp(`${bertIgnored.source}|^vocab_(transform|layer_norm|projector)\\.`),
  },
  fromConfig(config, labels) {
    const given = configFields(fields, config, ["tie_weights_", "position_embedding_type"]);
    const { vocab_size, max_position_embeddings: rows, dim: dModel, dropout } = given;
    const { initializer_range: deviation } = given;
    const ofClasses = { dModel, labels, name: "classifier", dropout, deviation };
    const ofSequences = {
      ...ofClasses,
      dropout: given.seq_classif_dropout,
      ...({
        pooling: "first",
        transform: { dense: "pre_classifier", activation: "relu" },
      } as const),
    };
    const activation = activationOf(given.activation);
    return {
      encoder: {
        ...{ vocabSize: vocab_size, contextLength: rows, positionTable: { rows } },
        paddingId: paddingIdOf(config, vocab_size, 0),
        ...{ layers: given.n_layers, dModel, norm, normPlacement: "post" },
        attention: { heads: given.n_heads, projections: "separate", bias: true },
        feedForward: { width: given.hidden_dim, activation, bias: true, gated: false },
        dropout: {
          ...{ embedding: dropout, attention: given.attention_dropout },
          ...{ residual: 0, feedForward: dropout },
        },
        initial: { weights: deviation, projections: deviation },
      },
      classes: {
        DistilBertModel: {},
        DistilBertForMaskedLM: {
          head: maskedWords("", {
            transform: {
              ...{ dense: "vocab_transform", activation },
              norm: { name: "vocab_layer_norm", options: norm },
            },
            ...{ decoder: "vocab_projector", tied: given.tie_word_embeddings, deviation },
          }),
        },
        DistilBertForSequenceClassification: { head: classification(ofSequences) },
        DistilBertForMultipleChoice: { head: multipleChoice(ofSequences) },
        DistilBertForTokenClassification: { head: classification(ofClasses) },
        DistilBertForQuestionAnswering: {
          head: questionAnswering({ ...ofClasses, name: "qa_outputs", dropout: given.qa_dropout }),
        },
      },
    };
  },
});
