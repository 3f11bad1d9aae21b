import { type GptConfig, gptConfig } from "@qkv/nn";
import type { NumberRange } from "../command-line/number-range.ts";
import { CommandError } from "../failures/command-error.ts";
import {
  type NumericSetting,
  settingRanges,
  type TrainingSettings,
} from "../settings/training-settings.ts";
import { JsonFields } from "./json-fields.ts";
import { readJson } from "./read-json.ts";

export interface DataRecord {
  readonly source: string;
  readonly sha256: string;
}

/** What config.json says of a model and, when it was trained here, of its training. */
export interface ModelConfig {
  readonly model: GptConfig;
  readonly training?: { readonly settings: TrainingSettings; readonly data: DataRecord };
}

const format = "qkv-gpt";
const version = 1;

export function modelConfigJson(config: ModelConfig): string {
  return `${JSON.stringify({ format, version, ...config }, undefined, 2)}\n`;
}

/** Whether parsed JSON claims to be a config.json of qkv. */
export function isModelConfig(json: unknown): boolean {
  return typeof json === "object" && json !== null && "format" in json && json.format === format;
}

/** Read and check a config.json; errors name the file and the field. */
export async function readModelConfig(path: string): Promise<ModelConfig> {
  const json = await readJson(path);
  const fields = new JsonFields(json, path);
  if (!isModelConfig(json) && fields.has("model_type"))
    throw new CommandError(
      `${path} is of a Hugging Face model (${fields.text("model_type").slice(0, 40)}), ` +
        "expected a model that qkv train has made",
    );
  fields.oneOf("format", [format]);
  fields.oneOf("version", [version]);
  const model = readGptConfig(fields.object("model"), path);
  if (!fields.has("training")) return { model };
  const training = fields.object("training");
  const data = training.object("data");
  return {
    model,
    training: {
      settings: readSettings(training.object("settings")),
      data: { source: data.text("source"), sha256: data.text("sha256") },
    },
  };
}

const size: NumberRange = { integer: true, from: 1, to: 2 ** 31 - 1 };

function readGptConfig(fields: JsonFields, path: string): GptConfig {
  const config: GptConfig = {
    vocabSize: fields.number("vocabSize", size),
    contextLength: fields.number("contextLength", size),
    layers: fields.number("layers", size),
    heads: fields.number("heads", size),
    dModel: fields.number("dModel", size),
    dropout: fields.number("dropout", settingRanges.dropout),
    bias: fields.flag("bias"),
    activation: fields.oneOf("activation", ["gelu", "geluTanh", "relu"]),
    positions: fields.oneOf("positions", ["learned", "sinusoidal"]),
    tieWeights: fields.flag("tieWeights"),
  };
  const unknown = fields.names.filter((name) => !(name in config));
  if (unknown.length > 0)
    throw new CommandError(`${path}: model has unknown fields: ${unknown.slice(0, 5).join(", ")}`);
  try {
    return gptConfig(config);
  } catch (cause) {
    throw new CommandError(`${path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
  }
}

function readSettings(fields: JsonFields): TrainingSettings {
  const number = (name: NumericSetting): number => fields.number(name, settingRanges[name]);
  return {
    preset: fields.text("preset"),
    bias: fields.flag("bias"),
    layers: number("layers"),
    heads: number("heads"),
    dModel: number("dModel"),
    context: number("context"),
    dropout: number("dropout"),
    batch: number("batch"),
    steps: number("steps"),
    lr: number("lr"),
    minLr: number("minLr"),
    warmup: number("warmup"),
    weightDecay: number("weightDecay"),
    beta2: number("beta2"),
    gradClip: number("gradClip"),
    gradAccum: number("gradAccum"),
    seed: number("seed"),
    evalEvery: number("evalEvery"),
    evalBatches: number("evalBatches"),
    sampleEvery: number("sampleEvery"),
  };
}
