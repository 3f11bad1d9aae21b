import { cachedModels, deleteCachedModel, downloadModel } from "../../src/hub/browser-hub.ts";
import type { CachedModel } from "../../src/hub/hub-cache.ts";

export interface HubPage {
  /** Download, or take what is in the cache; the sum of the bytes of a file, or the message of what went wrong. */
  sumOf(endpoint: string, file: string, localFilesOnly: boolean): Promise<number | string>;
  cached(): Promise<readonly CachedModel[]>;
  remove(): Promise<void>;
}

const model = "acme/tiny";

const page: HubPage = {
  async sumOf(endpoint, file, localFilesOnly) {
    try {
      const { source } = await downloadModel(model, { endpoint, localFilesOnly });
      await using opened = await source.open(file);
      const bytes = await opened.read(0, opened.size);
      return bytes.reduce((sum, byte) => sum + byte, 0);
    } catch (error) {
      return String(error);
    }
  },
  cached: () => cachedModels(),
  remove: () => deleteCachedModel(model),
};

Object.assign(globalThis, { page });
