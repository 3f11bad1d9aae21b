import { type ByteSource, blobSource } from "../weights/byte-source.ts";
import type { BlobWriter } from "./hub-cache.ts";
import { HubCacheError } from "./hub-error.ts";
import type { Folder, StoredFile, Writable } from "./opfs-folder.ts";

const PART = 2 ** 24;

/** Contents that are written to "ETAG.incomplete" until they are all there. */
export class OpfsBlob implements BlobWriter {
  readonly begun: ByteSource;
  readonly #folder: Folder;
  readonly #etag: string;
  readonly #file: StoredFile;
  readonly #writable: Writable;

  private constructor(
    folder: Folder,
    etag: string,
    { file, writable }: { readonly file: StoredFile; readonly writable: Writable },
    begun: ByteSource,
  ) {
    this.#folder = folder;
    this.#etag = etag;
    this.#file = file;
    this.#writable = writable;
    this.begun = begun;
  }

  static async open(folder: Folder, etag: string): Promise<OpfsBlob> {
    const file = await folder.getFileHandle(incomplete(etag), { create: true });
    const begun = blobSource(await file.getFile());
    const writable = await file.createWritable({ keepExistingData: true });
    await writable.seek(begun.size);
    return new OpfsBlob(folder, etag, { file, writable }, begun);
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#writable.write(new Uint8Array(bytes));
    } catch (cause) {
      throw new HubCacheError(`the page's file system takes no more: ${String(cause)}`, { cause });
    }
  }

  async finish(): Promise<void> {
    await this.#writable.close();
    if (this.#file.move) await this.#file.move(this.#etag);
    else await this.#copy();
  }

  async interrupt(): Promise<void> {
    await this.#writable.close();
  }

  async discard(): Promise<void> {
    await this.#writable.abort();
    await this.#folder.removeEntry(incomplete(this.#etag));
  }

  /** Where files cannot be moved; the copy counts once it is closed, and so never in part. */
  async #copy(): Promise<void> {
    const source = blobSource(await this.#file.getFile());
    const copy = await this.#folder.getFileHandle(this.#etag, { create: true });
    const writable = await copy.createWritable();
    for (let at = 0; at < source.size; at += PART)
      await writable.write(new Uint8Array(await source.read(at, Math.min(PART, source.size - at))));
    await writable.close();
    await this.#folder.removeEntry(incomplete(this.#etag));
  }
}

const incomplete = (etag: string): string => `${etag}.incomplete`;
