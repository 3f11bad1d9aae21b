import type { EncoderDecoder } from "../models/roles.ts";
import type { PairVocabularies } from "../tokenizers/pair-vocabularies.ts";
import { holdsBoth, readPairVocabularies } from "../tokenizers/pair-vocabularies-files.ts";
import { PretrainedTokenizer } from "../tokenizers/pretrained-tokenizer.ts";
import { type Tokenizer, tokenizerFromJSON } from "../tokenizers/tokenizer.ts";
import { fileNames } from "./file-names.ts";
import { type FileSource, fileIn } from "./file-source.ts";
import { ModelFolderError, namingFile } from "./model-folder-error.ts";
import { readJson } from "./read-json.ts";

/** The tokenizer of a folder, whose model has so many ids: as many as it has, or more where it is a published one. */
export async function readTokenizer(source: FileSource, vocabSize: number): Promise<Tokenizer> {
  const file = fileIn(source, fileNames.tokenizer);
  const json = await readJson(source, fileNames.tokenizer);
  const tokenizer = await namingFile(file, () => tokenizerFromJSON(json));
  const fits =
    tokenizer instanceof PretrainedTokenizer
      ? tokenizer.vocabSize <= vocabSize
      : tokenizer.vocabSize === vocabSize;
  if (!fits)
    throw new ModelFolderError(
      `${file} has ${tokenizer.vocabSize} tokens, but the vocabulary of config.json has ${vocabSize}`,
      { file },
    );
  return tokenizer;
}

/** The vocabularies of a folder; they must be as large as the model's. */
export async function readVocabularies(
  source: FileSource,
  { sourceVocabSize, targetVocabSize }: EncoderDecoder,
): Promise<PairVocabularies> {
  const file = fileIn(source, fileNames.tokenizer);
  const json = await readJson(source, fileNames.tokenizer);
  const ofTargets = holdsBoth(json) ? undefined : await readJson(source, fileNames.targetTokenizer);
  const vocabularies = await namingFile(file, () => readPairVocabularies(json, ofTargets));
  const sizes = [
    ["source", fileNames.tokenizer, sourceVocabSize],
    ["target", fileNames.targetTokenizer, targetVocabSize],
  ] as const;
  for (const [which, name, expected] of sizes) {
    const { size } = vocabularies[which];
    const named = ofTargets === undefined ? file : fileIn(source, name);
    if (size !== expected)
      throw new ModelFolderError(
        `${named} has ${size} ${which} ids, but the ${which} vocabulary of config.json has ${expected}`,
        { file: named },
      );
  }
  return vocabularies;
}
