import type { SelfAttentionNames } from "../../attention/self-attention-options.ts";

/**
 * How a family calls the parts of a block in its state dict. A name may have dots, and be "" for a part whose own parts
 * stand in the block itself.
 */
export interface BlockNames {
  readonly block: {
    readonly attention: string;
    /** Of what goes into attention; in "post" placement, of its sum with the residual. */
    readonly attentionNorm: string;
    /** Of what comes out of attention, in "sandwich" placement. */
    readonly attentionOutputNorm?: string;
    readonly crossAttention?: string;
    readonly crossAttentionNorm?: string;
    readonly feedForward: string;
    /** Unless given, the feed-forward network of a parallel block takes what attention takes. */
    readonly feedForwardNorm?: string;
    readonly feedForwardOutputNorm?: string;
  };
  readonly attention: SelfAttentionNames;
  /** As `attention` unless given. */
  readonly crossAttention?: SelfAttentionNames;
  readonly feedForward: {
    /** Of the projection to the larger width, packed with its gate perhaps. */
    readonly expand: string;
    readonly gate?: string;
    readonly project: string;
  };
}
