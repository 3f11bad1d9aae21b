import type { SelfAttentionNames } from "../../attention/self-attention-options.ts";

/** How a family calls the parts of a decoder in its state dict. */
export interface DecoderNames {
  /** All but the head. */
  readonly backbone: string;
  readonly tokens: string;
  /** Of position embeddings that learn. */
  readonly positions?: string;
  readonly layers: string;
  readonly norm: string;
  readonly head: string;
  readonly block: {
    readonly attentionNorm: string;
    readonly attention: string;
    readonly feedForwardNorm: string;
    readonly feedForward: string;
  };
  readonly attention: SelfAttentionNames;
  readonly feedForward: {
    /** Of the projection to the larger width, and of its gate. */
    readonly expand: string;
    readonly gate?: string;
    readonly project: string;
  };
}
