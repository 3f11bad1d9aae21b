import { type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BlobWriter } from "../../hub/hub-cache.ts";
import type { ByteSource } from "../../weights/byte-source.ts";
import { errorCode } from "../error-code.ts";
import { leftoversOf, temporaryName } from "../temporary-file.ts";
import { FileWriteError } from "../write-file-safely.ts";

/**
 * Contents that are written beside their place. What an attempt leaves is called "ETAG.incomplete" and belongs to nobody; who
 * goes on gives it a name of its own first, so that no two write to one file. Those of processes that were killed are taken up too.
 */
export class BlobFile implements BlobWriter {
  readonly begun: ByteSource;
  readonly #path: string;
  readonly #own: string;
  readonly #file: FileHandle;
  #size: number;

  private constructor(path: string, own: string, file: FileHandle, size: number) {
    this.#path = path;
    this.#own = own;
    this.#file = file;
    this.#size = size;
    this.begun = { size, read: (offset, length) => this.#read(offset, length) };
  }

  static async open(path: string): Promise<BlobFile> {
    return writing(path, async () => {
      await mkdir(dirname(path), { recursive: true });
      const own = temporaryName(incomplete(path));
      const file = await open(own, (await takeUp(path, own)) ? "r+" : "wx+");
      return new BlobFile(path, own, file, (await file.stat()).size);
    });
  }

  async #read(offset: number, length: number): Promise<Uint8Array> {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, offset);
    return bytes.subarray(0, bytesRead);
  }

  write(bytes: Uint8Array): Promise<void> {
    return writing(this.#path, async () => {
      for (let done = 0; done < bytes.length; ) {
        const { bytesWritten } = await this.#file.write(
          bytes,
          done,
          bytes.length - done,
          this.#size,
        );
        done += bytesWritten;
        this.#size += bytesWritten;
      }
    });
  }

  finish(): Promise<void> {
    return writing(this.#path, async () => {
      await this.#file.sync();
      await this.#file.close();
      await rename(this.#own, this.#path);
    });
  }

  async interrupt(): Promise<void> {
    if (this.#size === 0) return this.discard();
    await this.#file.close();
    await rename(this.#own, incomplete(this.#path));
  }

  async discard(): Promise<void> {
    await this.#file.close();
    await rm(this.#own, { force: true });
  }
}

const incomplete = (path: string): string => `${path}.incomplete`;

/** Give what an attempt has left the own name; whether there was something. */
async function takeUp(path: string, own: string): Promise<boolean> {
  const left = incomplete(path);
  const killed = (await leftoversOf(left)).map((name) => join(dirname(path), name));
  for (const from of [left, ...killed])
    try {
      await rename(from, own);
      return true;
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error; // somebody else was faster
    }
  return false;
}

async function writing<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (cause) {
    throw new FileWriteError(path, cause);
  }
}
