import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { describeValue } from "../options/describe-value.ts";
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
 * have left there that were killed is removed. What is no file, a pipe or a device such as /dev/null, is written to.
 *
 * @throws FileWriteError that names the path and the cause
 */
export async function writeFileSafely(path: string, contents: FileContents): Promise<void> {
  expectText("writeFileSafely", "path", path);
  if (!(contents instanceof Uint8Array || isAsyncIterable(contents)))
    throw new TypeError(
      `writeFileSafely: contents are ${describeValue(contents)}, expected a Uint8Array, or parts of one to be awaited`,
    );
  try {
    await replaceFile(await followLinks(path), contents);
  } catch (cause) {
    throw new FileWriteError(path, cause);
  }
}

const isAsyncIterable = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Symbol.asyncIterator in value;

async function replaceFile(path: string, contents: FileContents): Promise<void> {
  // A device or a pipe takes what is written to it; a file renamed over it would be there in its place for good.
  const there = await stat(path).catch(() => undefined);
  if (there && !there.isFile() && !there.isDirectory()) {
    await writeParts(await open(path, "w"), contents);
    return;
  }
  await removeLeftovers(path);
  const temporary = temporaryName(path);
  const file = await open(temporary, "wx");
  try {
    await writeParts(file, contents, () => file.sync());
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true });
    throw cause;
  }
}

/** Write all parts, each where the one before ended, and close the file. */
async function writeParts(
  file: FileHandle,
  contents: FileContents,
  then?: () => Promise<void>,
): Promise<void> {
  try {
    const parts = ArrayBuffer.isView(contents) ? [contents] : contents;
    for await (const part of parts) await file.writeFile(part);
    await then?.();
  } finally {
    await file.close();
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
