import type { BlockNames } from "../block/block-names.ts";

/** How a family calls the parts of a decoder in its state dict. */
export interface DecoderNames extends BlockNames {
  /** All but the head. */
  readonly backbone: string;
  readonly tokens: string;
  /** Of position embeddings that learn. */
  readonly positions?: string;
  /** Of the norm between embeddings and blocks. */
  readonly embeddingNorm?: string;
  readonly layers: string;
  readonly norm: string;
  readonly head: string;
}
