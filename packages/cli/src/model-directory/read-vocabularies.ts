import { join } from "node:path";
import type { Seq2SeqConfig } from "@qkv/nn/models";
import { CommandError } from "../failures/command-error.ts";
import { namingFile } from "../failures/naming-file.ts";
import { PairVocabularies } from "../pair-source/pair-vocabularies.ts";
import { JsonFields } from "./json-fields.ts";
import { readJson } from "./read-json.ts";

/** The vocabularies of a seq2seq model's folder; they must be as large as the model's. */
export async function readVocabularies(
  directory: string,
  config: Seq2SeqConfig,
): Promise<PairVocabularies> {
  const path = join(directory, "tokenizer.json");
  const fields = new JsonFields(await readJson(path), path);
  const vocabularies = await namingFile(path, () => PairVocabularies.read(fields));
  const sizes = [
    ["source", vocabularies.source.size, config.sourceVocabSize],
    ["target", vocabularies.target.size, config.targetVocabSize],
  ] as const;
  for (const [which, size, expected] of sizes)
    if (size !== expected)
      throw new CommandError(
        `${path} has ${size} ${which} ids, but ${which}VocabSize in config.json is ${expected}`,
      );
  return vocabularies;
}
