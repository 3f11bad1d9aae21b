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

export const { downloadModel, describeModel, cachedModels, deleteCachedModel } =
  hubFunctions(platform);
