import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { Seq2Seq } from "../encoder-decoder/seq2seq.ts";
import type { Seq2SeqConfig } from "../encoder-decoder/seq2seq-options.ts";
import { configFields } from "./config-fields.ts";
import type { Family } from "./family.ts";

const size = { from: 1, to: 2 ** 24 };

const fields = defineOptions("qkv-seq2seq", {
  source_vocab_size: integer(size),
  target_vocab_size: integer(size),
  d_model: integer(size),
  nhead: integer(size),
  num_encoder_layers: integer(size),
  num_decoder_layers: integer(size),
  dim_feedforward: integer(size),
  dropout: number({ from: 0, below: 1 }),
  activation_function: oneOf(["relu", "gelu"]),
  norm_first: flag(),
  pad_token_id: integer({ from: 0 }),
});

/** The encoder-decoder of "Attention is all you need", arXiv:1706.03762, with the parameters of PyTorch's nn.Transformer. */
export const seq2seq: Family = {
  modelType: "qkv-seq2seq",
  architectures: ["Seq2Seq"],
  layout: {},
  create(config, options) {
    const given = configFields(fields, config);
    return new Seq2Seq(
      {
        sourceVocabSize: given.source_vocab_size,
        targetVocabSize: given.target_vocab_size,
        dModel: given.d_model,
        nhead: given.nhead,
        numEncoderLayers: given.num_encoder_layers,
        numDecoderLayers: given.num_decoder_layers,
        dimFeedforward: given.dim_feedforward,
        dropout: given.dropout,
        activation: given.activation_function,
        normFirst: given.norm_first,
        paddingIdx: given.pad_token_id,
      },
      options,
    );
  },
  toConfig(model) {
    if (model instanceof Seq2Seq) return { is_encoder_decoder: true, ...toConfig(model.config) };
    throw new TypeError("qkv-seq2seq: the model is no Seq2Seq");
  },
};

const toConfig = (config: Seq2SeqConfig): object => ({
  source_vocab_size: config.sourceVocabSize,
  target_vocab_size: config.targetVocabSize,
  d_model: config.dModel,
  nhead: config.nhead,
  num_encoder_layers: config.numEncoderLayers,
  num_decoder_layers: config.numDecoderLayers,
  dim_feedforward: config.dimFeedforward,
  dropout: config.dropout,
  activation_function: config.activation,
  norm_first: config.normFirst,
  pad_token_id: config.paddingIdx,
});
