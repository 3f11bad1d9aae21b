import type { SelfAttentionRotaryOptions } from "../../attention/self-attention-options.ts";
import type { T5RelativeBiasOptions } from "../../positions/t5-relative-bias.ts";
import type { BlockNames } from "../block/block-names.ts";
import type { BlockOptions } from "../block/block-options.ts";

/** The blocks of an encoder: what differs from family to family, but the names of its parts. */
export interface EncoderStackOptions extends BlockOptions {
  readonly layers: number;
  /** Rotations of queries and keys; none unless given. */
  readonly rotations?: SelfAttentionRotaryOptions;
  /** Layers whose tokens see their neighbours alone: ModernBERT, arXiv:2412.13663. */
  readonly local?: LocalLayers;
  /** Added to the scores of all layers: T5, MPNet. */
  readonly relativeBias?: T5RelativeBiasOptions;
  /** Attention of the first block takes its input as it is. */
  readonly firstWithoutAttentionNorm?: boolean;
}

/** Which layers see their neighbours alone, and how far. */
export interface LocalLayers {
  readonly layers: readonly boolean[];
  /** Tokens to each side that a token sees. */
  readonly reach: number;
  /** Rotations in these layers; those of the others unless given. */
  readonly rotations?: SelfAttentionRotaryOptions;
}

/** How a family calls the parts of a stack of blocks in its state dict. */
export interface EncoderStackNames extends BlockNames {
  readonly layers: string;
  /** Of the norm behind the last block; there is none unless given. */
  readonly norm?: string;
  readonly relativeBias?: string;
}
