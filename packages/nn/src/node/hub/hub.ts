import { createHash } from "node:crypto";
import { hubFunctions } from "../../hub/hub-functions.ts";
import { HubCacheOnDisk } from "./hub-cache-on-disk.ts";
import { hubSettings, usualCacheDir } from "./hub-settings.ts";

/** As those for browsers, with a cache on the disk and settings of the environment. */
export const { downloadModel, describeModel, cachedModels, deleteCachedModel } = hubFunctions({
  settings: hubSettings,
  openCache: async (cacheDir = usualCacheDir()) => new HubCacheOnDisk(cacheDir),
  createHash(algorithm) {
    const hash = createHash(algorithm);
    return {
      update: (bytes) => void hash.update(bytes),
      digest: () => hash.digest("hex"),
    };
  },
});
