import { configOf } from "../models/families/find-family.ts";
import { expectObject } from "../options/expect-argument.ts";
import { paddingId } from "../tokenizers/symbol-vocabulary.ts";
import type { FileSource } from "./file-source.ts";
import { readLongestTarget } from "./generation-config.ts";
import type { ModelDescription } from "./model-description.ts";
import { ModelFolderError } from "./model-folder-error.ts";
import { type ReadConfig, readConfig } from "./read-config.ts";
import { readTokenizer, readVocabularies } from "./read-tokenizers.ts";
import { type DescribedTraining, readTraining } from "./read-training.ts";
import { limitedShape, type ShapeModel } from "./shape-model.ts";

/** What the files of a folder say, but its weights. The settings are not checked: which there are the recipe knows. */
export interface DescribedFolder extends DescribedTraining {
  /** Whether the folder is of the form before Hugging Face's: its weights lie otherwise than those that are written. */
  readonly older: boolean;
  readonly description: ModelDescription;
}

/** Read and check config.json, the tokenizers and the record of the training. None of them is trusted. */
export async function readModelDescription(source: FileSource): Promise<DescribedFolder> {
  expectObject("readModelDescription", "source", source, "a file source", "has", "read", "open");
  const config = await readConfig(source);
  return describe(source, config, limitedShape(config.make, { file: config.fields.file }));
}

/** What a folder says of the model of its config.json. */
export async function describe(
  source: FileSource,
  { fields, older }: ReadConfig,
  { model }: ShapeModel,
): Promise<DescribedFolder> {
  const config = configOf(model);
  const training = await readTraining(source, fields, older);
  if (model.role === "decoder") {
    const tokenizer = await readTokenizer(source, model);
    return {
      older: older !== undefined,
      description: { role: "decoder", config, tokenizer },
      ...training,
    };
  }
  const { file } = fields;
  if (model.role !== "encoder-decoder")
    throw new ModelFolderError(
      `${file}: ${model.modelType} is ${model.role === "encoder" ? "an encoder" : "a transcriber of what is no text"}, expected a model that predicts tokens out of tokens; fromPretrained loads it`,
      { file, field: "model_type" },
    );
  if (model.paddingIdx !== paddingId)
    throw new ModelFolderError(
      `${file}: the padding's id is ${model.paddingIdx}, expected ${paddingId}, which is that of the tokenizers`,
      { file, field: "pad_token_id" },
    );
  const longestTarget = await readLongestTarget(source, fields);
  const vocabularies = await readVocabularies(source, model);
  return {
    older: older !== undefined,
    description: { role: "encoder-decoder", config, vocabularies, longestTarget },
    ...training,
  };
}
