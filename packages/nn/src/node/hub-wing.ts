// What "@qkv/nn/hub" is in Node: as in browsers, but with a cache on the disk and the settings of the environment.
export type { CachedModel, CachedRevision } from "../hub/hub-cache.ts";
export {
  HubAccessError,
  HubCacheError,
  HubConnectionError,
  HubError,
  type HubErrorOptions,
  HubIntegrityError,
  HubNotFoundError,
  HubOfflineError,
  HubRateLimitError,
} from "../hub/hub-error.ts";
export type {
  CacheOptions,
  DownloadModelOptions,
  HubModel,
  ListedModel,
} from "../hub/hub-functions.ts";
export { isModelName } from "../hub/hub-names.ts";
export { cachedModels, deleteCachedModel, describeModel, downloadModel } from "./hub/hub.ts";
