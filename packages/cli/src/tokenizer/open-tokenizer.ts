import { existsSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { folderOnDisk, readBytes } from "@qkv/nn/node";
import { PretrainedTokenizer, readTokenizer, TokenizerDataError } from "@qkv/nn/tokenizers";
import { CommandError } from "../failures/command-error.ts";

const largest = 256 * 2 ** 20;

/** The tokenizer of a tokenizer.json, or of the folder of a model. */
export async function openTokenizer(path: string): Promise<PretrainedTokenizer> {
  if (!existsSync(path))
    throw new CommandError(
      `${path}: there is no such file, expected a tokenizer.json or the folder of a tokenizer`,
    );
  if (statSync(path).isDirectory()) return named(path, () => readTokenizer(folderOnDisk(path)));
  if (resolve(path).endsWith("/tokenizer.json")) return openTokenizer(dirname(resolve(path)));
  const bytes = await readBytes(path, { maxBytes: largest });
  return named(path, async () => new PretrainedTokenizer(parsed(bytes)));
}

async function named<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof TokenizerDataError)) throw error;
    throw new CommandError(`${path}: ${error.message}`, { cause: error });
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new TokenizerDataError("it is no JSON", { cause });
  }
}
