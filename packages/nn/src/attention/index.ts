export { type RopeOptions, rope } from "../ops/rope.ts";
export {
  type RopeFrequencies,
  type RopeScaling,
  ropeFrequencies,
} from "../ops/rope-frequencies.ts";
export { type RopeFrequencyOptions, type RopeTables, ropeTables } from "../ops/rope-tables.ts";
export { AlibiBias, type AlibiOptions, alibiBias, alibiSlopes } from "../positions/alibi-bias.ts";
export type { PositionOptions } from "../positions/position-options.ts";
export {
  PositionalEmbedding,
  type PositionalEmbeddingOptions,
} from "../positions/positional-embedding.ts";
export {
  PositionalEncoding,
  type PositionalEncodingOptions,
} from "../positions/positional-encoding.ts";
export {
  type RelativePositionOptions,
  relativePositionBucket,
} from "../positions/relative-position-bucket.ts";
export {
  RotaryEmbedding,
  type RotaryEmbeddingOptions,
  type RotaryForwardOptions,
} from "../positions/rotary-embedding.ts";
export {
  type SinusoidalPositionsOptions,
  sinusoidalPositions,
} from "../positions/sinusoidal-positions.ts";
export {
  type T5ForwardOptions,
  T5RelativeBias,
  type T5RelativeBiasOptions,
} from "../positions/t5-relative-bias.ts";
export {
  type Attended,
  type AttendOptions,
  attend,
} from "./attend.ts";
export { additiveMask, combineMasks, type MaskMeaning } from "./attention-masks.ts";
export type {
  CrossAttendOptions,
  CrossAttention,
  CrossAttentionOptions,
} from "./cross-attention.ts";
export type { DecodingCaches } from "./decoding-caches.ts";
export type { AttentionOperands, HeadOperands } from "./head-operands.ts";
export type { HeadRows } from "./head-rows.ts";
export { type CachedTokens, KeyValueCache, type KeyValueCacheOptions } from "./key-value-cache.ts";
export { KeyValueCaches } from "./key-value-caches.ts";
export type { MemoryCache, MemoryRows } from "./memory-cache.ts";
export {
  type RaggedCache,
  RaggedCaches,
  type RaggedPart,
  type RaggedPlaces,
} from "./ragged-caches.ts";
export {
  SelfAttention,
  type SelfAttentionForwardOptions,
  type SelfAttentionResidual,
} from "./self-attention.ts";
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
export { type CausalBand, SlidingWindow } from "./sliding-window.ts";
