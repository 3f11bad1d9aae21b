import { expectObject } from "../options/expect-argument.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import { JsonFields } from "./json-fields.ts";
import type { TrainingRecord } from "./model-description.ts";
import { readJson } from "./read-json.ts";

/** What a folder says of the model's training; the settings are not checked, for the recipe knows which there are. */
export interface DescribedTraining {
  /** The file that says it, for messages. */
  readonly file: string;
  readonly training?: TrainingRecord<JsonFields>;
}

const format = "qkv-training";
const version = 1;

/** What is written as training.json. */
export const trainingJson = ({ recipe, application, settings, data }: TrainingRecord): object => ({
  ...{ format, version, recipe, ...(application ? { application } : {}), settings, data },
});

/** The record in training.json, or, in older folders, in config.json; none where there is neither. */
export async function readTraining(
  source: FileSource,
  config: JsonFields,
  older: "gpt" | "seq2seq" | undefined,
): Promise<DescribedTraining> {
  if (older && config.has("training")) {
    const record = config.object("training");
    return { file: config.file, training: { recipe: older, ...settingsAndData(record) } };
  }
  const file = fileIn(source, fileNames.training);
  if (!(await source.has(fileNames.training))) return { file };
  const record = new JsonFields(await readJson(source, fileNames.training), file);
  record.oneOf("format", [format]);
  record.oneOf("version", [version]);
  const application = record.has("application") && record.flag("application");
  const training = { recipe: record.text("recipe"), ...settingsAndData(record) };
  return { file, training: { ...training, ...(application ? { application } : {}) } };
}

function settingsAndData(record: JsonFields): Omit<TrainingRecord<JsonFields>, "recipe"> {
  const data = record.object("data");
  return {
    settings: record.object("settings"),
    data: { source: data.text("source"), sha256: data.text("sha256") },
  };
}

/** Whether a folder is of this library's training: whoever writes a run there replaces none of somebody else's. */
export async function isOwnFolder(source: FileSource): Promise<boolean> {
  expectObject("isOwnFolder", "source", source, "a file source", "has", "read", "open");
  const formatOf = async (name: string): Promise<unknown> => {
    const json = await readJson(source, name).catch(() => undefined);
    return typeof json === "object" && json !== null && "format" in json ? json.format : undefined;
  };
  if ((await formatOf(fileNames.training)) === format) return true;
  const older: readonly unknown[] = ["qkv-gpt", "qkv-seq2seq"];
  return older.includes(await formatOf(fileNames.config));
}
