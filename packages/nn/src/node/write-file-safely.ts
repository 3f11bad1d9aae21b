import { open, realpath, rename, rm } from "node:fs/promises";
import { expectText } from "../options/expect-argument.ts";
import { errorCode } from "./error-code.ts";
import { removeLeftovers, temporaryName } from "./temporary-file.ts";

/** Thrown when a file could not be written; the file that was there before is as it was. */
export class FileWriteError extends Error {
  override readonly name = "FileWriteError";
  readonly path: string;
  /** The system's error code, such as ENOSPC. */
  readonly code: string | undefined;

  constructor(path: string, cause: unknown) {
    const code = errorCode(cause);
    const reason =
      reasons.get(code ?? "") ?? (cause instanceof Error ? cause.message : String(cause));
    super(`cannot write ${path}: ${reason}; an earlier file of this name was kept as it was`, {
      cause,
    });
    this.path = path;
    this.code = code;
  }
}

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOSPC", "the disk is full (ENOSPC)"],
  ["EDQUOT", "the disk quota is used up (EDQUOT)"],
  ["ENOENT", "its folder does not exist (ENOENT)"],
  ["ENOTDIR", "its folder is a file (ENOTDIR)"],
  ["EISDIR", "it is a folder (EISDIR)"],
  ["EACCES", "permission was denied (EACCES)"],
  ["EROFS", "the file system is read-only (EROFS)"],
]);

/** What a file is to hold: bytes, or parts that come one after the other, such as a `SafetensorsStream`. */
export type FileContents = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Write a file so that its name holds either all of the new bytes or what it held before, whatever
 * fails and even if the machine stops: the bytes go to a file beside it that takes its name at the end. What writers of it
 * have left there that were killed is removed.
 *
 * @throws FileWriteError that names the path and the cause
 */
export async function writeFileSafely(path: string, contents: FileContents): Promise<void> {
  expectText("writeFileSafely", "path", path);
  try {
    await replaceFile(await followLinks(path), contents);
  } catch (cause) {
    throw new FileWriteError(path, cause);
  }
}

async function replaceFile(path: string, contents: FileContents): Promise<void> {
  await removeLeftovers(path);
  const temporary = temporaryName(path);
  const file = await open(temporary, "wx");
  try {
    try {
      const parts = ArrayBuffer.isView(contents) ? [contents] : contents;
      for await (const part of parts) await file.writeFile(part); // each goes on where the one before ended
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** The file that a symbolic link leads to: the rename must replace that, not the link. */
async function followLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    if (errorCode(cause) === "ENOENT") return path;
    throw cause;
  }
}
