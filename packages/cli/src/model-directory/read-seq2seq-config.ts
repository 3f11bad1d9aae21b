import { type Seq2SeqConfig, seq2seqConfig } from "@qkv/nn/models";
import type { NumberRange } from "@qkv/nn/options";
import { paddingId } from "../pair-source/symbol-vocabulary.ts";
import { type Seq2SeqSettings, seq2seqRanges } from "../settings/training-settings.ts";
import { checkedConfig } from "./checked-config.ts";
import type { JsonFields } from "./json-fields.ts";
import { readSharedSettings } from "./read-shared-settings.ts";
import { sizeRange } from "./size-range.ts";

/** How long a target may be for which decoding waits. */
export const longestTargetRange: NumberRange = { integer: true, from: 1, to: 65_536 };

/** The shape of an encoder-decoder, out of a config.json that is not trusted. */
export function readSeq2SeqConfig(fields: JsonFields, path: string): Seq2SeqConfig {
  const config: Seq2SeqConfig = {
    sourceVocabSize: fields.number("sourceVocabSize", sizeRange),
    targetVocabSize: fields.number("targetVocabSize", sizeRange),
    dModel: fields.number("dModel", sizeRange),
    nhead: fields.number("nhead", sizeRange),
    numEncoderLayers: fields.number("numEncoderLayers", sizeRange),
    numDecoderLayers: fields.number("numDecoderLayers", sizeRange),
    dimFeedforward: fields.number("dimFeedforward", sizeRange),
    dropout: fields.number("dropout", seq2seqRanges.dropout),
    activation: fields.oneOf("activation", ["relu", "gelu"]),
    normFirst: fields.flag("normFirst"),
    paddingIdx: fields.oneOf("paddingIdx", [paddingId]),
  };
  return checkedConfig(config, fields, path, seq2seqConfig);
}

export function readSeq2SeqSettings(fields: JsonFields): Seq2SeqSettings {
  return {
    ...readSharedSettings(fields),
    feedForward: fields.number("feedForward", seq2seqRanges.feedForward),
    labelSmoothing: fields.number("labelSmoothing", seq2seqRanges.labelSmoothing),
  };
}
