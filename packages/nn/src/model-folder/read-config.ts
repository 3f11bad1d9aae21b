import { Seq2Seq } from "../models/encoder-decoder/seq2seq.ts";
import { seq2seqOptions } from "../models/encoder-decoder/seq2seq-options.ts";
import { modelFromConfig, namedConfig } from "../models/families/find-family.ts";
import { Gpt, gptOptions } from "../models/families/gpt.ts";
import { families } from "../models/families/index.ts";
import { storedNames } from "../models/families/stored-names.ts";
import type { Model } from "../models/roles.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import type { Checkpoint } from "../weights/checkpoint.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import { JsonFields } from "./json-fields.ts";
import { readJson } from "./read-json.ts";

/** A folder's config.json. */
export interface ReadConfig {
  readonly fields: JsonFields;
  /** The name of the recipe that made a folder of the older form; undefined for the present one, which families read. */
  readonly older: "gpt" | "seq2seq" | undefined;
  /** The model that it describes. Throws an OptionError for a field that is wrong. */
  readonly make: (options: ParameterOptions, stored?: ReadonlySet<string>) => Model;
  /** The parsed file, of the present form. */
  readonly config?: object;
}

/** Read a config.json; that it describes a model is found out when that is made. */
export async function readConfig(source: FileSource): Promise<ReadConfig> {
  const file = fileIn(source, fileNames.config);
  const read = await readJson(source, fileNames.config);
  const json = typeof read === "object" && read !== null ? namedConfig(read) : read;
  const fields = new JsonFields(json, file);
  if (fields.has("format")) return readOlderConfig(fields);
  if (!fields.has("model_type")) fields.text("model_type"); // throws
  const make = (options: ParameterOptions, stored?: ReadonlySet<string>) =>
    modelFromConfig(Object(json), options, stored);
  return { fields, older: undefined, config: Object(json), make };
}

/** What the names in the file of a folder's weights say of its model, where its family reads that. */
export async function storedIn(
  { config }: ReadConfig,
  weights: Checkpoint,
): Promise<ReadonlySet<string> | undefined> {
  const known = families.some(({ modelType }) => modelType === Object(config).model_type);
  return config && known ? storedNames(config, weights) : undefined; // others are refused by `make`
}

/** { format, version, model }: how this library wrote config.json before it took the form of the model's family. */
function readOlderConfig(fields: JsonFields): ReadConfig {
  const format = fields.oneOf("format", ["qkv-gpt", "qkv-seq2seq"]);
  fields.oneOf("version", [1]);
  const { file } = fields;
  const model = fields.get("model");
  const where = { path: "model", whole: true };
  if (format === "qkv-gpt") {
    const make = (options: ParameterOptions) =>
      new Gpt(gptOptions.fromJson(model, file, where), options);
    return { fields, older: "gpt", make };
  }
  const make = (options: ParameterOptions) =>
    new Seq2Seq(seq2seqOptions.fromJson(model, file, where), options);
  return { fields, older: "seq2seq", make };
}
