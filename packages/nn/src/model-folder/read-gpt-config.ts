import { type GptConfig, gptConfig } from "../models/families/gpt.ts";
import { checkedConfig } from "./checked-config.ts";
import type { JsonFields } from "./json-fields.ts";
import { dropoutRange, sizeRange } from "./size-range.ts";

/** The shape of a GPT, out of a config.json that is not trusted. */
export function readGptConfig(fields: JsonFields): GptConfig {
  const config: GptConfig = {
    vocabSize: fields.number("vocabSize", sizeRange),
    contextLength: fields.number("contextLength", sizeRange),
    layers: fields.number("layers", sizeRange),
    heads: fields.number("heads", sizeRange),
    dModel: fields.number("dModel", sizeRange),
    dropout: fields.number("dropout", dropoutRange),
    bias: fields.flag("bias"),
    activation: fields.oneOf("activation", ["gelu", "geluTanh", "relu"]),
    positions: fields.oneOf("positions", ["learned", "sinusoidal"]),
    tieWeights: fields.flag("tieWeights"),
  };
  return checkedConfig(config, fields, gptConfig);
}
