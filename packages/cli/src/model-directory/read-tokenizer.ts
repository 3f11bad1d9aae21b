import { join } from "node:path";
import type { Tokenizer } from "@qkv/nn";
import type { GptConfig } from "@qkv/nn/models";
import { tokenizerFromJSON } from "@qkv/nn/tokenizers";
import { CommandError } from "../failures/command-error.ts";
import { namingFile } from "../failures/naming-file.ts";
import { readJson } from "./read-json.ts";

/** The tokenizer of a model's folder; its vocabulary must be as large as the model's. */
export async function readTokenizer(directory: string, config: GptConfig): Promise<Tokenizer> {
  const path = join(directory, "tokenizer.json");
  const json = await readJson(path);
  const tokenizer = await namingFile(path, () => tokenizerFromJSON(json));
  if (tokenizer.vocabSize !== config.vocabSize)
    throw new CommandError(
      `${path} has ${tokenizer.vocabSize} tokens, but vocabSize in config.json is ${config.vocabSize}`,
    );
  return tokenizer;
}
