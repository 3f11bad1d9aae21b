import type { Hash } from "./hashes/blocks.ts";
import type { BlobWriter, HubCache } from "./hub-cache.ts";
import { connected, type HubClient } from "./hub-client.ts";
import { HubConnectionError, HubIntegrityError } from "./hub-error.ts";
import type { HubPlatform } from "./hub-platform.ts";
import type { HubFile } from "./list-files.ts";

export interface Download {
  readonly client: HubClient;
  readonly cache: HubCache;
  readonly createHash: HubPlatform["createHash"];
  readonly model: string;
  readonly commit: string;
  readonly file: HubFile;
  /** Called with the number of bytes that have come, or were there. */
  readonly onBytes: (count: number) => void;
}

/** Read again in parts to be hashed, when a download goes on. */
const PART = 2 ** 22;

/**
 * Bring a file's contents into the cache, from where an earlier attempt has ended. A connection that breaks off is taken up
 * again; what has come is kept when that fails, or is aborted. The file is there once its size and hash are right.
 *
 * @throws HubError; the signal's reason
 */
export async function downloadFile(download: Download): Promise<void> {
  const { cache, model, file, client } = download;
  const writer = await cache.writeBlob(model, file.etag);
  const transfer = new Transfer(download, writer);
  try {
    await transfer.begin();
    await client.retrying(
      () => transfer.goOn(),
      () => transfer.progressed(),
    );
    transfer.expectHash();
  } catch (error) {
    if (error instanceof HubIntegrityError) await writer.discard();
    else await writer.interrupt();
    throw error;
  }
  await writer.finish();
}

class Transfer {
  readonly #download: Download;
  readonly #writer: BlobWriter;
  readonly #hash: Hash;
  #received = 0;
  #before = 0;

  constructor(download: Download, writer: BlobWriter) {
    const { file, createHash } = download;
    this.#download = download;
    this.#writer = writer;
    this.#hash = createHash(file.etag.length === 64 ? "sha256" : "sha1");
    // git names contents by the hash of a header and them.
    if (file.etag.length === 40) this.#hash.update(new TextEncoder().encode(`blob ${file.size}\0`));
  }

  /** Take up what is there. */
  async begin(): Promise<void> {
    const { begun } = this.#writer;
    if (begun.size > this.#download.file.size) throw this.#tooLong();
    for (let at = 0; at < begun.size; at += PART) {
      this.#download.client.signal.throwIfAborted();
      this.#hash.update(await begun.read(at, Math.min(PART, begun.size - at)));
    }
    this.#received = begun.size;
    this.#download.onBytes(begun.size);
  }

  /** Ask for what is missing, and write it as it comes. @throws HubConnectionError when it ends before */
  async goOn(): Promise<void> {
    const { client, model, commit, file } = this.#download;
    if (this.#received === file.size) return;
    const url = client.url(`${model}/resolve/${commit}/${file.name}`);
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (this.#received > 0) headers.range = `bytes=${this.#received}-`;
    const response = await client.request(url, { headers });
    const skipped = this.#expectRange(response, url);
    await this.#take(response, url, skipped);
    if (this.#received < file.size)
      throw new HubConnectionError(`${url} ended after ${this.#received} of ${file.size} bytes`, {
        url,
      });
  }

  progressed(): boolean {
    const hasProgressed = this.#received > this.#before;
    this.#before = this.#received;
    return hasProgressed;
  }

  /** How many of the bytes that come are there already: a server may give all of them again. */
  #expectRange({ status, headers }: Response, url: string): number {
    if (this.#received === 0 || status !== 206) return this.#received;
    const range = headers.get("content-range");
    // Pages do not see it of every host; the hash tells then.
    if (range === null || range.startsWith(`bytes ${this.#received}-`)) return 0;
    throw new HubConnectionError(
      `${url} gave the range ${JSON.stringify(range)}, expected one from byte ${this.#received} on`,
      { url },
    );
  }

  async #take(response: Response, url: string, skipped: number): Promise<void> {
    if (!response.body) throw new HubConnectionError(`${url} has no contents`, { url });
    const reader = response.body.getReader();
    let toSkip = skipped;
    try {
      for (;;) {
        const { done, value } = await connected(url, () => reader.read());
        this.#download.client.signal.throwIfAborted();
        if (done) return;
        const bytes = value.subarray(Math.min(toSkip, value.length));
        toSkip -= value.length - bytes.length;
        await this.#append(bytes);
      }
    } finally {
      await reader.cancel().catch(() => {});
    }
  }

  async #append(bytes: Uint8Array): Promise<void> {
    if (bytes.length === 0) return;
    if (this.#received + bytes.length > this.#download.file.size) throw this.#tooLong();
    this.#hash.update(bytes);
    await this.#writer.write(bytes);
    this.#received += bytes.length;
    this.#download.onBytes(bytes.length);
  }

  #tooLong(): HubIntegrityError {
    const { model, file } = this.#download;
    return new HubIntegrityError(
      `${model}/${file.name} has more than the ${file.size} bytes that the hub says`,
    );
  }

  expectHash(): void {
    const { model, file } = this.#download;
    const hash = this.#hash.digest();
    if (hash === file.etag) return;
    const kind = file.etag.length === 64 ? "SHA-256" : "git hash";
    throw new HubIntegrityError(
      `the ${kind} of ${model}/${file.name} is ${hash}, expected ${file.etag}; nothing of it was kept, try again`,
    );
  }
}
