import { type GptConfig, gptConfig } from "@qkv/nn/models";
import { type GptSettings, gptRanges } from "../settings/training-settings.ts";
import { checkedConfig } from "./checked-config.ts";
import type { JsonFields } from "./json-fields.ts";
import { readSharedSettings } from "./read-shared-settings.ts";
import { sizeRange } from "./size-range.ts";

/** The shape of a GPT, out of a config.json that is not trusted. */
export function readGptConfig(fields: JsonFields, path: string): GptConfig {
  const config: GptConfig = {
    vocabSize: fields.number("vocabSize", sizeRange),
    contextLength: fields.number("contextLength", sizeRange),
    layers: fields.number("layers", sizeRange),
    heads: fields.number("heads", sizeRange),
    dModel: fields.number("dModel", sizeRange),
    dropout: fields.number("dropout", gptRanges.dropout),
    bias: fields.flag("bias"),
    activation: fields.oneOf("activation", ["gelu", "geluTanh", "relu"]),
    positions: fields.oneOf("positions", ["learned", "sinusoidal"]),
    tieWeights: fields.flag("tieWeights"),
  };
  return checkedConfig(config, fields, path, gptConfig);
}

export function readGptSettings(fields: JsonFields): GptSettings {
  return {
    ...readSharedSettings(fields),
    bias: fields.flag("bias"),
    context: fields.number("context", gptRanges.context),
  };
}
