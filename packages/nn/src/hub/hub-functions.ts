import type { FileSource } from "../model-folder/file-source.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { callback, flag, passing, text, texts } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { chooseFiles } from "./choose-files.ts";
import { downloadFile } from "./download-file.ts";
import type { CachedModel, HubCache } from "./hub-cache.ts";
import { HubClient } from "./hub-client.ts";
import { HubNotFoundError, HubOfflineError } from "./hub-error.ts";
import { expectModelName, expectRevision, isCommit } from "./hub-names.ts";
import type { HubPlatform } from "./hub-platform.ts";
import { type HubListing, listFiles } from "./list-files.ts";

/** Of whichever function takes a cache. */
const cacheDir = text({ optional: true });

const downloadOptions = defineOptions("downloadModel", {
  /** A branch, a tag or a commit. */
  revision: text({ default: "main" }),
  /** Names of files, where not those are wanted that a model is loaded from. */
  files: texts({ optional: true }),
  /** Folder of the cache; the usual one of Hugging Face's unless given. In browsers, of the page's own file system. */
  cacheDir,
  /** Ask nobody: take what is in the cache. */
  localFilesOnly: flag({ default: false }),
  /** What the hub knows somebody by, to read private and gated models. */
  token: text({ optional: true }),
  /** Address of the hub. */
  endpoint: text({ optional: true }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called with the bytes that are there and those of all files, first before anything has come. */
  onProgress: callback<(bytesReceived: number, bytesTotal: number) => void>({ optional: true }),
  /** In place of the global one. */
  fetch: callback<typeof fetch>({ optional: true }),
});

export type DownloadModelOptions = Given<typeof downloadOptions>;

const cacheOptions = defineOptions("cachedModels", { cacheDir });
export type CacheOptions = Given<typeof cacheOptions>;

/** A model of the hub, in the cache. */
export interface HubModel {
  readonly name: string;
  /** What the revision was. */
  readonly commit: string;
  /** Its files. */
  readonly source: FileSource;
}

const HUB = "https://huggingface.co";
/** Files that are downloaded at the same time. */
const LANES = 4;

/** The hub's functions on a platform. */
export function hubFunctions(platform: HubPlatform) {
  /**
   * Download a model from the Hugging Face hub, or what of it is not in the cache yet: its descriptions, its tokenizer, and its
   * weights as safetensors, or as PyTorch's state dict where there are none. Sizes and hashes are checked, downloads that broke off
   * go on where they ended, and Hugging Face's own programs find the files in the same cache.
   *
   * In Node HF_TOKEN, HF_HOME, HF_HUB_CACHE, HF_ENDPOINT and HF_HUB_OFFLINE are honoured.
   *
   * @throws HubAccessError, HubNotFoundError, HubRateLimitError, HubConnectionError, HubIntegrityError, HubOfflineError; the signal's reason
   */
  async function downloadModel(
    name: string,
    options: DownloadModelOptions = {},
  ): Promise<HubModel> {
    expectModelName(name);
    const given = downloadOptions.complete(options);
    expectRevision(given.revision);
    given.signal?.throwIfAborted();
    const settings = await platform.settings();
    const cache = await platform.openCache(given.cacheDir);
    if (given.localFilesOnly || settings.offline)
      return local(cache, name, given.revision, given.localFilesOnly);
    const stop = new AbortController();
    const signal = given.signal ? AbortSignal.any([given.signal, stop.signal]) : stop.signal;
    const client = new HubClient({
      endpoint: (given.endpoint ?? settings.endpoint ?? HUB).replace(/\/+$/, ""),
      token: given.token ?? settings.token,
      fetch: given.fetch ?? fetch,
      signal,
    });
    const { files } = given;
    const choose = files ? () => files : chooseFiles;
    const listing = await listFiles(client, name, given.revision, choose);
    if (listing.files.length === 0)
      throw new HubNotFoundError(`${name} has no files that a model is loaded from`);
    await bring({ client, cache, model: name, ...listing, stop, onProgress: given.onProgress });
    if (!isCommit(given.revision)) await cache.setCommit(name, given.revision, listing.commit);
    const source = await cache.snapshot(name, listing.commit);
    return { name, commit: listing.commit, source: source! };
  }

  /** Bring the files into the cache that are not there, a few at a time; the first that fails ends the others. */
  async function bring({ client, cache, model, commit, files, stop, onProgress }: Bringing) {
    const total = files.reduce((sum, { size }) => sum + size, 0);
    let received = 0;
    const onBytes = (count: number): void => {
      received += count;
      onProgress?.(received, total);
    };
    onBytes(0);
    const { createHash } = platform;
    const waiting = [...files];
    let failure: { readonly reason: unknown } | undefined;
    const lane = async (): Promise<void> => {
      for (let file = waiting.shift(); file && !failure; file = waiting.shift())
        try {
          if (await cache.hasBlob(model, file.etag, file.size)) onBytes(file.size);
          else await downloadFile({ client, cache, createHash, model, commit, file, onBytes });
          await cache.setFile(model, commit, file.name, file.etag);
        } catch (error) {
          failure ??= { reason: error };
          stop.abort();
        }
    };
    await Promise.all(Array.from({ length: LANES }, lane));
    if (failure) throw failure.reason;
  }

  /** What the cache has of each model, with sizes. */
  async function cachedModels(options: CacheOptions = {}): Promise<readonly CachedModel[]> {
    const { cacheDir } = cacheOptions.complete(options);
    return (await platform.openCache(cacheDir)).models();
  }

  /** Remove all that the cache has of a model. @throws HubNotFoundError when it has nothing */
  async function deleteCachedModel(name: string, options: CacheOptions = {}): Promise<void> {
    expectModelName(name);
    const { cacheDir } = cacheOptions.complete(options);
    const cache = await platform.openCache(cacheDir);
    if (!(await cache.delete(name)))
      throw new HubNotFoundError(`${name} is not in the cache ${cache.place}`);
  }

  return { downloadModel, cachedModels, deleteCachedModel };
}

interface Bringing extends HubListing {
  readonly client: HubClient;
  readonly cache: HubCache;
  readonly model: string;
  /** Ends the downloads that go on. */
  readonly stop: AbortController;
  readonly onProgress: ((bytesReceived: number, bytesTotal: number) => void) | undefined;
}

async function local(
  cache: HubCache,
  name: string,
  revision: string,
  wanted: boolean,
): Promise<HubModel> {
  const commit = isCommit(revision) ? revision : await cache.commitOf(name, revision);
  const source = commit === undefined ? undefined : await cache.snapshot(name, commit);
  if (commit !== undefined && source) return { name, commit, source };
  throw new HubOfflineError(
    `the cache ${cache.place} has no ${name} of revision ${revision}, and the hub is not to be asked ` +
      `(${wanted ? "localFilesOnly" : "HF_HUB_OFFLINE"})`,
  );
}
