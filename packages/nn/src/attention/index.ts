export {
  type Attended,
  type AttendOptions,
  attend,
} from "./attend.ts";
export { additiveMask, combineMasks, type MaskMeaning } from "./attention-masks.ts";
export type { AttentionOperands } from "./head-operands.ts";
export type { HeadRows } from "./head-rows.ts";
export { type CachedTokens, KeyValueCache, type KeyValueCacheOptions } from "./key-value-cache.ts";
export { KeyValueCaches } from "./key-value-caches.ts";
export { SelfAttention, type SelfAttentionForwardOptions } from "./self-attention.ts";
export type {
  HeadNorm,
  SelfAttentionNames,
  SelfAttentionOptions,
  SelfAttentionRotaryOptions,
} from "./self-attention-options.ts";
export {
  SlidingKeyValueCache,
  type SlidingKeyValueCacheOptions,
} from "./sliding-key-value-cache.ts";
export { SlidingWindow } from "./sliding-window.ts";
