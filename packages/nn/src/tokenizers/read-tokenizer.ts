import { expectObject } from "../options/expect-argument.ts";
import { PretrainedTokenizer } from "./pretrained-tokenizer.ts";
import { TokenizerDataError } from "./tokenizer-data-error.ts";

/** Files of a folder by name, such as a model's folder. */
export interface TokenizerFiles {
  /** Of the folder, for messages. */
  readonly name: string;
  has(file: string): Promise<boolean>;
  /** All bytes of a file, refused before memory is taken for them where they are more than `maxBytes`. */
  read(file: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array>;
}

const largest = 256 * 2 ** 20;

/**
 * The tokenizer of a folder in Hugging Face's layout: tokenizer.json, and what tokenizer_config.json,
 * special_tokens_map.json and chat_template.jinja add where they are.
 *
 * @throws TokenizerDataError for files that describe no tokenizer; what the source throws for those that cannot be read
 */
export async function readTokenizer(source: TokenizerFiles): Promise<PretrainedTokenizer> {
  expectObject("readTokenizer", "source", source, "a source of files", "has", "read");
  const json = await readJson(source, "tokenizer.json");
  return new PretrainedTokenizer(json, {
    config: await readOptional(source, "tokenizer_config.json", readJson),
    specialTokensMap: await readOptional(source, "special_tokens_map.json", readJson),
    chatTemplate: await readOptional(source, "chat_template.jinja", readText),
  });
}

async function readOptional<T>(
  source: TokenizerFiles,
  file: string,
  read: (source: TokenizerFiles, file: string) => Promise<T>,
): Promise<T | undefined> {
  return (await source.has(file)) ? read(source, file) : undefined;
}

async function readText(source: TokenizerFiles, file: string): Promise<string> {
  const bytes = await source.read(file, { maxBytes: largest });
  try {
    // A copy: browsers decode no memory that threads share.
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch (cause) {
    throw new TokenizerDataError(`${nameOf(source, file)} is no UTF-8 text`, { cause });
  }
}

async function readJson(source: TokenizerFiles, file: string): Promise<unknown> {
  const text = await readText(source, file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replaceAll("\n", "\\n") : String(cause);
    throw new TokenizerDataError(`${nameOf(source, file)} is no JSON: ${reason}`, { cause });
  }
}

const nameOf = ({ name }: TokenizerFiles, file: string): string =>
  name === "" ? file : `${name}/${file}`;
