import type { BlockNames } from "../block/block-names.ts";
import type { BlockOptions } from "../block/block-options.ts";

/** One side of an encoder-decoder, from token ids to the last block's norm: what differs from family to family. */
export interface TokenStackOptions extends BlockOptions {
  readonly layers: number;
  readonly positions: StackPositions;
  /** Multiplies the embeddings of tokens; 1 unless given. */
  readonly embeddingScale?: number;
  /** Whether the sum of tokens and positions is normalised: BART. */
  readonly embeddingNorm: boolean;
  /** Whether the last block's output is normalised; blocks in "post" placement do so themselves. */
  readonly finalNorm: boolean;
  readonly dropout: BlockOptions["dropout"] & {
    readonly embedding: number;
    /** Behind the final norm; 0 unless given. */
    readonly output?: number;
  };
  /** Probability of leaving out a block while training: LayerDrop, arXiv:1909.11556. 0 unless given. */
  readonly layerDrop?: number;
}

/** Where the tokens of a stack stand. */
export type StackPositions =
  /** A table that learns; its first rows are nobody's: BART's are 2. */
  | { readonly kind: "learned"; readonly length: number; readonly offset: number }
  /** Sines in the first half of the channels, cosines in the second; `stored`, the table comes with the weights. */
  | { readonly kind: "sinusoidal"; readonly length: number; readonly stored: boolean }
  /** A bias of the scores by distance, of the first block and added in all: T5, arXiv:1910.10683. */
  | { readonly kind: "relative"; readonly numBuckets: number; readonly maxDistance: number };

/** How a family calls the parts of a stack in its state dict. */
export interface TokenStackNames extends BlockNames {
  readonly tokens: string;
  /** Of the table, or of the bias by distance. */
  readonly positions: string;
  readonly layers: string;
  readonly embeddingNorm?: string;
  readonly norm: string;
}
