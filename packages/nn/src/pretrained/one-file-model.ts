import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { filesInMemory } from "../model-folder/files-in-memory.ts";
import { namingFile } from "../model-folder/model-folder-error.ts";
import { type ByteSource, readRange } from "../weights/byte-source.ts";
import type { ConvertedModel } from "../weights/converted-model.ts";
import { ggufModel } from "../weights/gguf/gguf-model.ts";
import { openGguf } from "../weights/gguf/open-gguf.ts";
import { llama2cTokenizer, readLlama2cVocabulary } from "../weights/llama2c/llama2c-tokenizer.ts";
import { openLlama2c } from "../weights/llama2c/open-llama2c.ts";
import type { FolderWeights } from "./open-folder-weights.ts";

/** A folder of which the weights lie in another library's file. */
export interface OneFileModel extends FileSource {
  openWeights(): Promise<FolderWeights>;
}

export const isOneFileModel = (source: FileSource): source is OneFileModel =>
  "openWeights" in source;

const VOCABULARY = "tokenizer.bin";
const LARGEST_VOCABULARY = 2 ** 26;

/** The one file of a model among others: GGUF, or a .bin of llama2.c; undefined where there is none, or more. */
export function oneFileAmong(names: readonly string[]): string | undefined {
  const found = names.filter(
    (name) =>
      /\.gguf$/i.test(name) || (/\.bin$/.test(name) && !/^(pytorch_model|tokenizer)\b/.test(name)),
  );
  return found.length === 1 && !names.includes("config.json") ? found[0] : undefined;
}

/** A model of one file as the folder that Hugging Face would have made of it. Its weights are opened when they are asked for. */
export async function oneFileModel(folder: FileSource, name: string): Promise<OneFileModel> {
  const file = fileIn(folder, name);
  const open = async (): Promise<FolderWeights & { readonly model: ConvertedModel }> => {
    const bytes = await folder.open(name);
    const close = () => bytes[Symbol.asyncDispose]();
    try {
      const model = await namingFile(file, () => convert(bytes));
      return { checkpoint: model.checkpoint, file, model, [Symbol.asyncDispose]: close };
    } catch (error) {
      await close();
      throw error;
    }
  };
  await using opened = await open();
  const { config, tokenizer, tokenizerConfig } = opened.model;
  const files = {
    "config.json": config,
    "generation_config.json": {
      bos_token_id: config.bos_token_id,
      eos_token_id: config.eos_token_id,
    },
    "tokenizer.json": tokenizer ?? (await vocabularyBeside(folder)),
    "tokenizer_config.json": tokenizerConfig,
  };
  const encoder = new TextEncoder();
  const written = Object.entries(files).flatMap(([called, json]) =>
    json ? [[called, encoder.encode(JSON.stringify(json))] as const] : [],
  );
  return { ...filesInMemory(new Map(written), file), openWeights: open };
}

async function convert(bytes: ByteSource): Promise<ConvertedModel> {
  const first = await readRange(bytes, 0, Math.min(4, bytes.size));
  const isGguf = String.fromCharCode(...first) === "GGUF";
  return isGguf ? ggufModel(await openGguf(bytes)) : openLlama2c(bytes);
}

/** llama2.c keeps its tokenizer in a file of its own. */
async function vocabularyBeside(folder: FileSource): Promise<Record<string, unknown> | undefined> {
  if (!(await folder.has(VOCABULARY))) return undefined;
  const bytes = await folder.read(VOCABULARY, { maxBytes: LARGEST_VOCABULARY });
  return namingFile(fileIn(folder, VOCABULARY), () =>
    llama2cTokenizer(readLlama2cVocabulary(bytes)),
  );
}
