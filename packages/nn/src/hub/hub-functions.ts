import type { FileSource } from "../model-folder/file-source.ts";
import { filesInMemory } from "../model-folder/files-in-memory.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { callback, flag, passing, text, texts } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import { chooseFiles, hasAllWeights } from "./choose-files.ts";
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
  /** Take what is in the cache if all of the model is there, and ask the hub only otherwise. */
  localFirst: flag({ default: false }),
  /** What the hub knows somebody by, to read private and gated models. */
  token: text({ optional: true }),
  /** Address of the hub. */
  endpoint: text({ optional: true }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called with the bytes that are there and those of all files, first before anything has come. */
  onProgress: callback<(bytesReceived: number, bytesTotal: number) => void>({ optional: true }),
  /**
   * Called before anything is downloaded but config.json, with the files and their sizes: what it throws, or rejects with,
   * ends the download, as for a model that is too large.
   */
  onListed: callback<(listed: ListedModel) => void | Promise<void>>({ optional: true }),
  /** In place of the global one. */
  fetch: callback<typeof fetch>({ optional: true }),
});

/**
 * Options of `downloadModel` and `describeModel`: which revision and files, by way of which cache, and who is told or
 * stops it.
 */
export type DownloadModelOptions = Given<typeof downloadOptions>;

const cacheOptions = defineOptions("cachedModels", { cacheDir });
/** Which cache `cachedModels` and `deleteCachedModel` look into. */
export type CacheOptions = Given<typeof cacheOptions>;

/** A model of the hub, in the cache. */
export interface HubModel {
  readonly name: string;
  /** What the revision was. */
  readonly commit: string;
  /** Its files. */
  readonly source: FileSource;
}

/** A model of the hub, of which no more than config.json is in the cache for sure. */
export interface ListedModel {
  readonly name: string;
  readonly commit: string;
  /** Those that a model is loaded from, with their sizes in bytes. */
  readonly files: readonly { readonly name: string; readonly size: number }[];
  /** Bytes of those that are not in the cache. */
  readonly missing: number;
  /** config.json, where the model has one. */
  readonly source: FileSource;
}

/** Bytes of all files of a model. */
export const bytesOfFiles = (files: ListedModel["files"]): number =>
  files.reduce((sum, { size }) => sum + size, 0);

const HUB = "https://huggingface.co";
/** Files that are downloaded at the same time. */
const LANES = 4;

/** The hub's functions on a platform. What they do stands where users find it, in browser-hub.ts. */
export function hubFunctions(platform: HubPlatform) {
  async function downloadModel(
    name: string,
    options: DownloadModelOptions = {},
  ): Promise<HubModel> {
    expectModelName(name);
    const given = downloadOptions.complete(options);
    const found = await locate(name, given);
    if (!("listing" in found)) return found;
    const { commit } = found.listing;
    if (given.onListed) await given.onListed(await describe(found));
    await bring({ ...found, ...found.listing, onProgress: given.onProgress });
    if (!isCommit(given.revision)) await found.cache.setCommit(name, given.revision, commit);
    const source = await found.cache.snapshot(name, commit);
    return { name, commit, source: source! };
  }

  async function describeModel(
    name: string,
    options: DownloadModelOptions = {},
  ): Promise<ListedModel> {
    expectModelName(name);
    const given = downloadOptions.complete({ ...options, localFirst: false });
    const found = await locate(name, given);
    if ("listing" in found) return describe(found);
    throw new HubOfflineError(`the files of ${name} are not known: the hub is not to be asked`);
  }

  /** What there is in the cache, where that is to do, or what the hub has. */
  async function locate(
    model: string,
    given: Complete<typeof downloadOptions>,
  ): Promise<HubModel | Located> {
    expectRevision(given.revision);
    given.signal?.throwIfAborted();
    const settings = await platform.settings();
    const cache = await platform.openCache(given.cacheDir);
    if (given.localFilesOnly || settings.offline)
      return local(cache, model, given.revision, given.localFilesOnly);
    if (given.localFirst) {
      const kept = await local(cache, model, given.revision, true).catch(() => undefined);
      if (kept && (await hasAllWeights(kept.source))) return kept;
    }
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
    const listing = await listFiles(client, model, given.revision, choose);
    if (listing.files.length === 0)
      throw new HubNotFoundError(`${model} has no files that a model is loaded from`);
    return { listing, client, cache, model, stop };
  }

  async function describe(found: Located): Promise<ListedModel> {
    const { listing, cache, model } = found;
    const { commit, files } = listing;
    const described = files.filter(({ name }) => name === "config.json");
    if (described.length > 0) await bring({ ...found, commit, files: described });
    const there = await Promise.all(
      files.map(({ etag, size }) => cache.hasBlob(model, etag, size)),
    );
    const missing = files.reduce((sum, { size }, i) => sum + (there[i] ? 0 : size), 0);
    const source = (await cache.snapshot(model, commit)) ?? filesInMemory(new Map(), model);
    const sizes = files.map(({ name, size }) => ({ name, size }));
    return { name: model, commit, files: sizes, missing, source };
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

  async function cachedModels(options: CacheOptions = {}): Promise<readonly CachedModel[]> {
    const { cacheDir } = cacheOptions.complete(options);
    return (await platform.openCache(cacheDir)).models();
  }

  async function deleteCachedModel(name: string, options: CacheOptions = {}): Promise<void> {
    expectModelName(name);
    const { cacheDir } = cacheOptions.complete(options);
    const cache = await platform.openCache(cacheDir);
    if (!(await cache.delete(name)))
      throw new HubNotFoundError(`${name} is not in the cache ${cache.place}`);
  }

  return { downloadModel, describeModel, cachedModels, deleteCachedModel };
}

/** Who is asked for a model, and where it goes. */
interface Place {
  readonly client: HubClient;
  readonly cache: HubCache;
  readonly model: string;
  /** Ends the downloads that go on. */
  readonly stop: AbortController;
}

interface Located extends Place {
  readonly listing: HubListing;
}

interface Bringing extends Place, HubListing {
  readonly onProgress?: ((bytesReceived: number, bytesTotal: number) => void) | undefined;
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
