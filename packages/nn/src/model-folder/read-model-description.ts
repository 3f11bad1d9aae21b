import { configOf } from "../models/families/find-family.ts";
import { classifiesTexts } from "../models/families/text-classes.ts";
import { isConditionalGenerator, type Model } from "../models/roles.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { expectObject } from "../options/expect-argument.ts";
import { paddingId } from "../tokenizers/symbol-vocabulary.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import { readLongestTarget } from "./generation-config.ts";
import type { ModelDescription } from "./model-description.ts";
import { ModelFolderError, namingFile } from "./model-folder-error.ts";
import { type ReadConfig, readConfig, storedIn } from "./read-config.ts";
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
  const stored = await storedBeside(source, config);
  const make = (options: ParameterOptions) => config.make(options, stored);
  return describe(source, config, limitedShape(make, { file: config.fields.file }), stored);
}

/** What the weights' file says of the model, where there is one. */
async function storedBeside(
  source: FileSource,
  config: ReadConfig,
): Promise<ReadonlySet<string> | undefined> {
  if (!(await source.has(fileNames.weights))) return undefined;
  await using bytes = await source.open(fileNames.weights);
  // Awaited here, or the file would be closed before it is read.
  return await namingFile(fileIn(source, fileNames.weights), async () =>
    storedIn(config, await openSafetensors(bytes)),
  );
}

/** What a folder says of the model of its config.json. */
export async function describe(
  source: FileSource,
  { fields, older }: ReadConfig,
  { model }: ShapeModel,
  stored: ReadonlySet<string> | undefined,
): Promise<DescribedFolder> {
  const config = configOf(model);
  const training = { ...(await readTraining(source, fields, older)), older: older !== undefined };
  const { file } = fields;
  const ids = vocabularyOf(model);
  if (ids !== undefined) {
    const tokenizer = await readTokenizer(source, ids);
    if (model.role === "decoder")
      return { description: { role: "decoder", config, tokenizer }, ...training };
    if (model.role === "encoder")
      return { description: { role: "encoder", config, tokenizer, stored }, ...training };
    return { description: { role: "encoder-decoder", config, tokenizer, stored }, ...training };
  }
  if (model.role !== "encoder-decoder")
    throw new ModelFolderError(
      `${file}: ${model.modelType} is ${model.role === "encoder" ? "an encoder without classes of texts" : "a transcriber of what is no text"}, ` +
        "expected a model that predicts tokens out of tokens, or tells classes of texts apart; fromPretrained loads it",
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
    description: { role: "encoder-decoder", config, vocabularies, longestTarget },
    ...training,
  };
}

/** Ids that a model of texts reads, of those that have one tokenizer for all that they read and write. */
function vocabularyOf(model: Model): number | undefined {
  if (model.role === "decoder") return model.vocabSize;
  if (model.role === "encoder-decoder")
    return isConditionalGenerator(model) ? model.sourceVocabSize : undefined;
  return model.role === "encoder" && classifiesTexts(configOf(model)) ? model.vocabSize : undefined;
}
