import { type Seq2SeqConfig, seq2seqConfig } from "../models/encoder-decoder/seq2seq-options.ts";
import { paddingId } from "../tokenizers/symbol-vocabulary.ts";
import { checkedConfig } from "./checked-config.ts";
import type { JsonFields } from "./json-fields.ts";
import { dropoutRange, sizeRange } from "./size-range.ts";

/** The shape of an encoder-decoder, out of a config.json that is not trusted. */
export function readSeq2SeqConfig(fields: JsonFields): Seq2SeqConfig {
  const config: Seq2SeqConfig = {
    sourceVocabSize: fields.number("sourceVocabSize", sizeRange),
    targetVocabSize: fields.number("targetVocabSize", sizeRange),
    dModel: fields.number("dModel", sizeRange),
    nhead: fields.number("nhead", sizeRange),
    numEncoderLayers: fields.number("numEncoderLayers", sizeRange),
    numDecoderLayers: fields.number("numDecoderLayers", sizeRange),
    dimFeedforward: fields.number("dimFeedforward", sizeRange),
    dropout: fields.number("dropout", dropoutRange),
    activation: fields.oneOf("activation", ["relu", "gelu"]),
    normFirst: fields.flag("normFirst"),
    paddingIdx: fields.oneOf("paddingIdx", [paddingId]),
  };
  return checkedConfig(config, fields, seq2seqConfig);
}
