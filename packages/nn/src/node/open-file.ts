import { type FileHandle, open } from "node:fs/promises";
import { expectText } from "../options/expect-argument.ts";
import type { ByteSource } from "../weights/byte-source.ts";
import { errorCode } from "./error-code.ts";
import { FileReadError } from "./file-read-error.ts";

const reasons: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "there is no such file (ENOENT)"],
  ["ENOTDIR", "its folder is a file (ENOTDIR)"],
  ["EACCES", "permission was denied (EACCES)"],
]);

/** Most bytes of one read call; Linux stops at 2^31 - 4096. */
const LONGEST_READ = 2 ** 30;

/** An open file, read in parts: `await using file = await openFile(path)`, or `close()` when all has been read. */
export class OpenFile implements ByteSource, AsyncDisposable {
  readonly path: string;
  readonly size: number;
  readonly #file: FileHandle;

  private constructor(path: string, size: number, file: FileHandle) {
    this.path = path;
    this.size = size;
    this.#file = file;
  }

  /** See `openFile`. @internal */
  static async open(path: string): Promise<OpenFile> {
    const file = await openHandle(path);
    try {
      const stat = await file.stat();
      if (stat.isDirectory()) throw new FileReadError(path, "it is a folder, expected a file");
      if (!stat.isFile()) throw new FileReadError(path, "it is no regular file");
      return new OpenFile(path, stat.size, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** @throws FileReadError when the file ends before */
  async read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    await this.readInto(offset, bytes);
    return bytes;
  }

  /** @throws FileReadError when the file ends before `target` is full */
  async readInto(offset: number, target: Uint8Array): Promise<void> {
    const { length } = target;
    for (let done = 0; done < length; ) {
      const wanted = Math.min(length - done, LONGEST_READ);
      const { bytesRead } = await this.#file.read(target, done, wanted, offset + done);
      if (bytesRead === 0)
        throw new FileReadError(
          this.path,
          `it ended at byte ${offset + done} of ${this.size} while being read`,
        );
      done += bytesRead;
    }
  }

  async close(): Promise<void> {
    await this.#file.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * Open a file for reading parts of it.
 *
 * @throws FileReadError when it is missing or no regular file
 */
export const openFile = (path: string): Promise<OpenFile> => {
  expectText("openFile", "path", path);
  return OpenFile.open(path);
};

async function openHandle(path: string): Promise<FileHandle> {
  try {
    return await open(path, "r");
  } catch (cause) {
    throw unreadable(path, cause);
  }
}

/** What a path could not be read for, in words. */
export const unreadable = (path: string, cause: unknown): FileReadError =>
  new FileReadError(path, reasons.get(errorCode(cause) ?? "") ?? String(cause), { cause });
