import type { Seq2SeqConfig } from "../models/encoder-decoder/seq2seq-options.ts";
import type { GptConfig } from "../models/families/gpt.ts";
import type { PairVocabularies } from "../tokenizers/pair-vocabularies.ts";
import { holdsBoth, readPairVocabularies } from "../tokenizers/pair-vocabularies-files.ts";
import { type Tokenizer, tokenizerFromJSON } from "../tokenizers/tokenizer.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import { readLongestTarget } from "./generation-config.ts";
import { JsonFields } from "./json-fields.ts";
import type { ModelDescription } from "./model-description.ts";
import { ModelFolderError, namingFile } from "./model-folder-error.ts";
import { readGptConfig } from "./read-gpt-config.ts";
import { readJson } from "./read-json.ts";
import { readSeq2SeqConfig } from "./read-seq2seq-config.ts";
import { type DescribedTraining, readTraining } from "./read-training.ts";
import { longestTargetRange } from "./size-range.ts";

/** What the files of a folder say, but its weights. The settings are not checked: which there are the recipe knows. */
export interface DescribedFolder extends DescribedTraining {
  readonly description: ModelDescription;
}

const formats = ["qkv-gpt", "qkv-seq2seq"] as const;

/** Read and check config.json and the tokenizers of a folder. None of them is trusted. */
export async function readModelDescription(source: FileSource): Promise<DescribedFolder> {
  const file = fileIn(source, fileNames.config);
  const json = await readJson(source, fileNames.config);
  const fields = new JsonFields(json, file);
  if (!fields.has("format") && fields.has("model_type"))
    throw new ModelFolderError(
      `${file} is of a Hugging Face model (${fields.text("model_type").slice(0, 40)}), ` +
        "expected a model that qkv train has made",
      { file, field: "model_type" },
    );
  const format = fields.oneOf("format", formats);
  fields.oneOf("version", [1]);
  const model = fields.object("model");
  if (format === "qkv-gpt") {
    const config = readGptConfig(model);
    const tokenizer = await readTokenizer(source, config);
    return {
      description: { role: "decoder", config, tokenizer },
      ...(await readTraining(source, fields, "gpt")),
    };
  }
  const config = readSeq2SeqConfig(model);
  const longestTarget = fields.has("longestTarget")
    ? fields.number("longestTarget", longestTargetRange)
    : await readLongestTarget(source);
  const vocabularies = await readVocabularies(source, config);
  return {
    description: { role: "encoder-decoder", config, vocabularies, longestTarget },
    ...(await readTraining(source, fields, "seq2seq")),
  };
}

/** The tokenizer of a folder; its vocabulary must be as large as the model's. */
async function readTokenizer(source: FileSource, config: GptConfig): Promise<Tokenizer> {
  const file = fileIn(source, fileNames.tokenizer);
  const json = await readJson(source, fileNames.tokenizer);
  const tokenizer = await namingFile(file, () => tokenizerFromJSON(json));
  if (tokenizer.vocabSize !== config.vocabSize)
    throw new ModelFolderError(
      `${file} has ${tokenizer.vocabSize} tokens, but vocabSize in config.json is ${config.vocabSize}`,
      { file },
    );
  return tokenizer;
}

/** The vocabularies of a folder; they must be as large as the model's. */
async function readVocabularies(
  source: FileSource,
  config: Seq2SeqConfig,
): Promise<PairVocabularies> {
  const file = fileIn(source, fileNames.tokenizer);
  const json = await readJson(source, fileNames.tokenizer);
  const ofTargets = holdsBoth(json) ? undefined : await readJson(source, fileNames.targetTokenizer);
  const vocabularies = await namingFile(file, () => readPairVocabularies(json, ofTargets));
  const sizes = [
    ["source", fileNames.tokenizer, config.sourceVocabSize],
    ["target", fileNames.targetTokenizer, config.targetVocabSize],
  ] as const;
  for (const [which, name, expected] of sizes) {
    const { size } = vocabularies[which];
    const named = ofTargets === undefined ? file : fileIn(source, name);
    if (size !== expected)
      throw new ModelFolderError(
        `${named} has ${size} ${which} ids, but ${which}VocabSize in config.json is ${expected}`,
        { file: named },
      );
  }
  return vocabularies;
}
