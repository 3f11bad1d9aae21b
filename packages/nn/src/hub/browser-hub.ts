import { sha1 } from "./hashes/sha1.ts";
import { sha256 } from "./hashes/sha256.ts";
import { HubCacheError } from "./hub-error.ts";
import { hubFunctions } from "./hub-functions.ts";
import type { HubPlatform } from "./hub-platform.ts";
import { OpfsCache } from "./opfs-cache.ts";
import type { Folder } from "./opfs-folder.ts";

const USUAL = "huggingface";

async function openCache(cacheDir = USUAL): Promise<OpfsCache> {
  const storage = globalThis.navigator?.storage;
  if (typeof storage?.getDirectory !== "function")
    throw new HubCacheError(
      "there is no place for a cache: the page has no file system of its own (navigator.storage.getDirectory), which needs https or localhost",
    );
  const root = (await storage.getDirectory()) as unknown as Folder;
  return new OpfsCache(cacheDir, await root.getDirectoryHandle(cacheDir, { create: true }));
}

const platform: HubPlatform = {
  settings: async () => ({}),
  openCache,
  createHash: (algorithm) => (algorithm === "sha256" ? sha256() : sha1()),
};

const hub = hubFunctions(platform);

/**
 * Download a model from the Hugging Face hub, or what of it is not in the cache yet: its descriptions, its tokenizer, and its
 * weights as safetensors, or as PyTorch's state dict where there are none. Sizes and hashes are checked, downloads that broke off
 * go on where they ended, and Hugging Face's own programs find the files in the same cache.
 *
 * In Node HF_TOKEN, HF_HOME, HF_HUB_CACHE, HF_ENDPOINT and HF_HUB_OFFLINE are honoured.
 *
 * @throws HubAccessError, HubNotFoundError, HubRateLimitError, HubConnectionError, HubIntegrityError, HubOfflineError,
 * HubCacheError; the signal's reason
 */
export const downloadModel = hub.downloadModel;

/**
 * What a model of the hub consists of, and its config.json; nothing else of it is downloaded.
 *
 * @throws what `downloadModel` throws; HubOfflineError where the hub is not to be asked
 */
export const describeModel = hub.describeModel;

/**
 * What the cache has of each model, with sizes in bytes.
 *
 * @throws HubCacheError where there is no place for a cache
 */
export const cachedModels = hub.cachedModels;

/**
 * Remove all that the cache has of a model.
 *
 * @throws HubNotFoundError when it has nothing; HubCacheError where there is no place for a cache
 */
export const deleteCachedModel = hub.deleteCachedModel;
