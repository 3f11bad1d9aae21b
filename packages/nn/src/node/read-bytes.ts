import { type FileHandle, open } from "node:fs/promises";
import { errorCode } from "./error-code.ts";

/** Thrown when a file could not be read. */
export class FileReadError extends Error {
  override readonly name = "FileReadError";
  readonly path: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super(`cannot read ${path}: ${reason}`, options);
    this.path = path;
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file (ENOENT)"],
  ["ENOTDIR", "its folder is a file (ENOTDIR)"],
  ["EACCES", "permission was denied (EACCES)"],
]);

/** Most bytes of one read call; Linux stops at 2^31 - 4096. */
const LONGEST_READ = 2 ** 30;

/**
 * All bytes of a file, in an array of their own.
 *
 * @throws FileReadError when it is missing, no regular file, or larger than `maxBytes`
 */
export async function readBytes(
  path: string,
  { maxBytes = 2 ** 32 }: { readonly maxBytes?: number } = {},
): Promise<Uint8Array> {
  const file = await openFile(path);
  try {
    const stat = await file.stat();
    if (stat.isDirectory()) throw new FileReadError(path, "it is a folder, expected a file");
    if (!stat.isFile()) throw new FileReadError(path, "it is no regular file");
    if (stat.size > maxBytes)
      throw new FileReadError(path, `it has ${stat.size} bytes, expected at most ${maxBytes}`);
    const bytes = new Uint8Array(stat.size);
    await fill(path, file, bytes);
    return bytes;
  } finally {
    await file.close();
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    const reason = reasons.get(errorCode(cause) ?? "");
    throw new FileReadError(path, reason ?? String(cause), { cause });
  }
}

async function fill(path: string, file: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let position = 0; position < bytes.length; ) {
    const length = Math.min(bytes.length - position, LONGEST_READ);
    const { bytesRead } = await file.read(bytes, position, length, position);
    if (bytesRead === 0)
      throw new FileReadError(
        path,
        `it ended at byte ${position} of ${bytes.length} while being read`,
      );
    position += bytesRead;
  }
}
