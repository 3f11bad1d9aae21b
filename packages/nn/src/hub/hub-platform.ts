import type { Hash, HashAlgorithm } from "./hashes/blocks.ts";
import type { HubCache } from "./hub-cache.ts";

/** What differs between Node and browsers. */
export interface HubPlatform {
  /** What the surroundings say, such as HF_TOKEN; options go before it. */
  settings(): Promise<HubSettings>;
  /** The cache in a folder, or the usual one. */
  openCache(cacheDir: string | undefined): Promise<HubCache>;
  createHash(algorithm: HashAlgorithm): Hash;
}

export interface HubSettings {
  readonly endpoint?: string | undefined;
  readonly token?: string | undefined;
  /** Never ask the hub. */
  readonly offline?: boolean;
}
