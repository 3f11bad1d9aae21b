import type { GptConfig, Seq2SeqConfig } from "@qkv/nn/models";
import { CommandError } from "../failures/command-error.ts";
import type { GptSettings, Seq2SeqSettings } from "../settings/training-settings.ts";
import { JsonFields } from "./json-fields.ts";
import { readGptConfig, readGptSettings } from "./read-gpt-config.ts";
import { readJson } from "./read-json.ts";
import {
  longestTargetRange,
  readSeq2SeqConfig,
  readSeq2SeqSettings,
} from "./read-seq2seq-config.ts";

export interface DataRecord {
  readonly source: string;
  readonly sha256: string;
}

interface TrainingRecord<S> {
  readonly settings: S;
  readonly data: DataRecord;
}

export interface GptModelConfig {
  readonly task: "gpt";
  readonly model: GptConfig;
  readonly training?: TrainingRecord<GptSettings>;
}

export interface Seq2SeqModelConfig {
  readonly task: "seq2seq";
  readonly model: Seq2SeqConfig;
  /** Symbols of the longest target of the data: where decoding ends at the latest. */
  readonly longestTarget: number;
  readonly training?: TrainingRecord<Seq2SeqSettings>;
}

/** What config.json says of a model and, when it was trained here, of its training. */
export type ModelConfig = GptModelConfig | Seq2SeqModelConfig;

const formats = ["qkv-gpt", "qkv-seq2seq"] as const;
const version = 1;

export function modelConfigJson({ task, ...config }: ModelConfig): string {
  return `${JSON.stringify({ format: `qkv-${task}`, version, ...config }, undefined, 2)}\n`;
}

/** Whether parsed JSON claims to be a config.json of qkv. */
export function isModelConfig(json: unknown): boolean {
  if (typeof json !== "object" || json === null || !("format" in json)) return false;
  return formats.some((format) => format === json.format);
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
  const format = fields.oneOf("format", formats);
  fields.oneOf("version", [version]);
  const model = fields.object("model");
  if (format === "qkv-gpt")
    return {
      task: "gpt",
      model: readGptConfig(model, path),
      ...readTraining(fields, readGptSettings),
    };
  return {
    task: "seq2seq",
    model: readSeq2SeqConfig(model, path),
    longestTarget: fields.number("longestTarget", longestTargetRange),
    ...readTraining(fields, readSeq2SeqSettings),
  };
}

function readTraining<S extends object>(
  fields: JsonFields,
  readSettings: (fields: JsonFields) => S,
): { readonly training?: TrainingRecord<S> } {
  if (!fields.has("training")) return {};
  const training = fields.object("training");
  const data = training.object("data");
  const stored = training.object("settings");
  const settings = readSettings(stored);
  stored.requireKnown(settings);
  return {
    training: {
      settings,
      data: { source: data.text("source"), sha256: data.text("sha256") },
    },
  };
}
