import { sha256 } from "../hub/hashes/sha256.ts";
import type { DataRecord } from "../model-folder/model-description.ts";
import { RecipeError } from "../recipes/settings-error.ts";

/** Files to learn from, by their paths in the folder that was named; one file is a folder of one. */
export interface DataFiles {
  /** What was named, for messages and for the run's record: a path. */
  readonly source: string;
  /** All of them in order: "digits/0_anna_1.wav". */
  readonly names: readonly string[];
  /** @throws for a file that cannot be read, or has more bytes than `maxBytes`, before memory is taken for it */
  read(name: string, options?: { readonly maxBytes?: number }): Promise<Uint8Array>;
}

/** Bytes of a file at most, and of what one that is packed holds. */
const LARGEST_TEXT = 2 ** 29;

/** A file's text: UTF-8, with or without a mark at its beginning, and unpacked where it is named .gz. */
export async function readText(files: DataFiles, name: string): Promise<string> {
  const bytes = await readBytesOf(files, name);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new RecipeError(`${nameIn(files, name)} is no UTF-8 text; save it as UTF-8`);
  }
}

/** A file's bytes, unpacked where it is named .gz. */
export async function readBytesOf(files: DataFiles, name: string): Promise<Uint8Array> {
  const raw = await files.read(name, { maxBytes: LARGEST_TEXT });
  return name.endsWith(".gz") ? unpacked(raw, nameIn(files, name)) : raw;
}

/** A file's name for messages. */
export const nameIn = ({ source, names }: DataFiles, name: string): string =>
  names.length === 1 ? source : `${source}/${name}`;

/** The only file, or the only one whose name fits; `expected` says what for. */
export function fileNamed(files: DataFiles, pattern: RegExp, expected: string): string {
  const fitting =
    files.names.length === 1 ? files.names : files.names.filter((one) => pattern.test(one));
  if (fitting.length === 1) return fitting[0]!;
  const came = fitting.length === 0 ? files.names : fitting;
  const more = came.length > 5 ? ", …" : "";
  throw new RecipeError(
    `${files.source} has ${fitting.length === 0 ? "no such file" : `${fitting.length} such files`} ` +
      `(${came.slice(0, 5).join(", ") || "nothing"}${more}), expected ${expected}`,
  );
}

async function unpacked(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const stream = new Blob([bytes as BlobPart])
    .stream()
    .pipeThrough(new DecompressionStream("gzip"));
  try {
    for await (const part of stream as unknown as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > LARGEST_TEXT)
        throw new RecipeError(`${name} holds more than ${LARGEST_TEXT} bytes`);
      parts.push(part);
    }
  } catch (error) {
    if (error instanceof RecipeError) throw error;
    throw new RecipeError(`${name} is no gzip file, or is broken`);
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Files, and a record of those that were read: their names and bytes, whatever the order of reading. */
export function recordedFiles(files: DataFiles): { files: DataFiles; record(): DataRecord } {
  const hashes = new Map<string, string>();
  return {
    files: {
      ...files,
      async read(name, options) {
        const bytes = await files.read(name, options);
        hashes.set(name, hashOf(bytes));
        return bytes;
      },
    },
    record() {
      const lines = [...hashes]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, hash]) => `${hash}  ${name}\n`);
      // Of a single file its own, as other programs print it.
      const sha =
        hashes.size === 1
          ? [...hashes.values()][0]!
          : hashOf(new TextEncoder().encode(lines.join("")));
      return { source: files.source, sha256: sha };
    },
  };
}

function hashOf(bytes: Uint8Array): string {
  const hash = sha256();
  hash.update(bytes);
  return hash.digest();
}
