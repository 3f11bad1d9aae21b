export { type RopeOptions, rope } from "../ops/rope.ts";
export {
  type RopeFrequencies,
  type RopeScaling,
  ropeFrequencies,
} from "../ops/rope-frequencies.ts";
export { type RopeTables, ropeTables } from "../ops/rope-tables.ts";
export { AlibiBias, alibiBias, alibiSlopes } from "./alibi-bias.ts";
export { PositionalEmbedding, type PositionalEmbeddingOptions } from "./positional-embedding.ts";
export { PositionalEncoding, type PositionalEncodingOptions } from "./positional-encoding.ts";
export {
  type RelativePositionOptions,
  relativePositionBucket,
} from "./relative-position-bucket.ts";
export { RotaryEmbedding, type RotaryEmbeddingOptions } from "./rotary-embedding.ts";
export { sinusoidalPositions } from "./sinusoidal-positions.ts";
export { T5RelativeBias, type T5RelativeBiasOptions } from "./t5-relative-bias.ts";
