import { flag, integer, number, oneOf } from "../../options/fields.ts";
import type { NormOptions } from "../block/block-options.ts";
import type { EncoderHead } from "../encoder/encoder-model.ts";
import type { EncoderNames, EncoderOptions } from "../encoder/encoder-options.ts";
import { Classification, type ClassificationOptions } from "../heads/classification.ts";
import { MaskedWords, type MaskedWordsOptions } from "../heads/masked-words.ts";
import { MultipleChoice } from "../heads/multiple-choice.ts";
import { QuestionAnswering } from "../heads/question-answering.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { size } from "./config-sizes.ts";

const probability = { from: 0, to: 1, default: 0.1 };

/** Fields of config.json that BERT and the families after it have. */
export const bertFields = {
  vocab_size: integer({ ...size, default: 30522 }),
  hidden_size: integer({ ...size, default: 768 }),
  num_hidden_layers: integer({ ...size, default: 12 }),
  num_attention_heads: integer({ ...size, default: 12 }),
  intermediate_size: integer({ ...size, default: 3072 }),
  hidden_act: oneOf(activationNames, { default: "gelu" }),
  hidden_dropout_prob: number(probability),
  attention_probs_dropout_prob: number(probability),
  max_position_embeddings: integer({ ...size, default: 512 }),
  initializer_range: number({ from: 0, default: 0.02 }),
  layer_norm_eps: number({ above: 0, default: 1e-12 }),
  tie_word_embeddings: flag({ default: true }),
  position_embedding_type: oneOf(["absolute"], { default: "absolute" }),
};

/** Those of BERT, RoBERTa and XLM-RoBERTa alone. */
export const bertOnlyFields = {
  type_vocab_size: integer({ ...size, default: 2 }),
  classifier_dropout: number({ from: 0, to: 1, optional: true }),
  is_decoder: oneOf([false], { default: false }),
  add_cross_attention: oneOf([false], { default: false }),
};

/** Of poolers and summaries that other classes have, and of how a model was made or is run. */
export const bertOthers: readonly string[] = [
  ...["pooler_fc_size", "pooler_num_attention_heads", "pooler_num_fc_layers", "pooler_type"],
  ...["pooler_size_per_head", "directionality"],
];

/** The names that BERT's files use, and those of the families after it. */
export const bertNames: EncoderNames = {
  backbone: "bert",
  words: "word_embeddings",
  positions: "position_embeddings",
  tokenTypes: "token_type_embeddings",
  embeddingNorm: "LayerNorm",
  stack: "encoder",
  layers: "layer",
  pooler: "dense",
  block: {
    attention: "attention",
    attentionNorm: "attention.output.LayerNorm",
    feedForward: "",
    feedForwardNorm: "output.LayerNorm",
  },
  attention: { q: "self.query", k: "self.key", v: "self.value", output: "output.dense" },
  feedForward: { expand: "intermediate.dense", project: "output.dense" },
};

interface BertConfig {
  readonly vocab_size: number;
  readonly hidden_size: number;
  readonly num_hidden_layers: number;
  readonly num_attention_heads: number;
  readonly intermediate_size: number;
  readonly hidden_act: (typeof activationNames)[number];
  readonly hidden_dropout_prob: number;
  readonly attention_probs_dropout_prob: number;
  readonly max_position_embeddings: number;
  readonly initializer_range: number;
  readonly layer_norm_eps: number;
}

/** The encoder that BERT's fields describe: norms behind the residuals, positions that learn. */
export function bertEncoder(given: BertConfig, paddingId: number | undefined): EncoderOptions {
  const { initializer_range: deviation, max_position_embeddings: positions } = given;
  return {
    vocabSize: given.vocab_size,
    contextLength: positions,
    positionTable: { rows: positions },
    paddingId,
    layers: given.num_hidden_layers,
    dModel: given.hidden_size,
    norm: { kind: "layerNorm", eps: given.layer_norm_eps, bias: true },
    normPlacement: "post",
    attention: { heads: given.num_attention_heads, projections: "separate", bias: true },
    feedForward: {
      ...{ width: given.intermediate_size, bias: true, gated: false },
      activation: activationOf(given.hidden_act),
    },
    dropout: {
      embedding: given.hidden_dropout_prob,
      attention: given.attention_probs_dropout_prob,
      residual: given.hidden_dropout_prob,
    },
    initial: { weights: deviation, projections: deviation },
  };
}

/** The id of the padding, of a table with so many rows. */
export function paddingIdOf(config: object, rows: number, usual?: number): number | undefined {
  const { pad_token_id: id = usual } = config as { readonly pad_token_id?: unknown };
  return typeof id === "number" && id >= 0 && id < rows ? id : undefined;
}

/** Files may hold a pooler that the head does without, masked words' scores, and the tables of old versions. */
export const bertIgnored =
  /(^|\.)embeddings\.(position_ids|token_type_ids)$|(^|\.)pooler\.|^(cls|lm_head)\./;

/** Scores of classes beside the backbone. */
export const classification = (head: ClassificationOptions, name = ""): EncoderHead => ({
  name,
  make: (_, options) => new Classification(head, options),
});

/** Where an answer begins and ends, beside the backbone. */
export const questionAnswering = (head: Omit<ClassificationOptions, "labels">): EncoderHead => ({
  name: "",
  make: (_, options) => new QuestionAnswering(head, options),
});

/** Which of several sequences is the right one, by a score of each. */
export const multipleChoice = (head: Omit<ClassificationOptions, "labels">): EncoderHead => ({
  name: "",
  make: (_, options) => new MultipleChoice(head, options),
});

/** RoBERTa's: scores of classes out of the first token, behind a layer of its own. */
export const firstTokenClassification = (head: ClassificationOptions): EncoderHead => {
  const { dropout } = head;
  const transform = { dense: "dense", activation: "tanh" } as const;
  return classification(
    { ...head, transform, name: "out_proj", pooling: "first", inputDropout: dropout },
    "classifier",
  );
};

/** RoBERTa's: scores of all words, whatever activation the blocks have. */
export const robertaWords = (norm: NormOptions, tied: boolean, deviation: number): EncoderHead =>
  maskedWords("lm_head", {
    transform: {
      ...{ dense: "dense", activation: "gelu" },
      norm: { name: "layer_norm", options: norm },
    },
    ...{ decoder: "decoder", biasName: "bias", tied, deviation },
  });

export const maskedWords = (name: string, head: MaskedWordsOptions): EncoderHead => ({
  name,
  make: ({ embeddings }, options) => new MaskedWords(head, embeddings.words, options),
});
