import { TokenizerDataError } from "../tokenizer-data-error.ts";

/** Files of a folder by name, such as a model's folder. */
export interface TokenizerFiles {
  /** Of the folder, for messages. */
  readonly name: string;
  has(file: string): Promise<boolean>;
  /** All bytes of a file, refused before memory is taken for them where they are more than `maxBytes`. */
  read(file: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array>;
  /** Names of the files in a folder within, where the source can tell. */
  list?(folder: string): Promise<readonly string[]>;
}

const largest = 256 * 2 ** 20;

export function readBytes(source: TokenizerFiles, file: string): Promise<Uint8Array> {
  return source.read(file, { maxBytes: largest });
}

export async function readText(source: TokenizerFiles, file: string): Promise<string> {
  const bytes = await readBytes(source, file);
  try {
    // A copy: browsers decode no memory that threads share.
    return new TextDecoder("utf-8", { fatal: true }).decode(new Uint8Array(bytes));
  } catch (cause) {
    throw new TokenizerDataError(`${nameOf(source, file)} is no UTF-8 text`, { cause });
  }
}

export async function readJson(source: TokenizerFiles, file: string): Promise<unknown> {
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
