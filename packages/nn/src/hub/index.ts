export { cachedModels, deleteCachedModel, describeModel, downloadModel } from "./browser-hub.ts";
export type { CachedModel, CachedRevision } from "./hub-cache.ts";
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
} from "./hub-error.ts";
export type { CacheOptions, DownloadModelOptions, HubModel, ListedModel } from "./hub-functions.ts";
export { isModelName } from "./hub-names.ts";
