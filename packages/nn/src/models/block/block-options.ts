import type { SelfAttentionOptions } from "../../attention/self-attention-options.ts";

/** A layer of a transformer: what differs from family to family, but the names of its parts. */
export interface BlockOptions {
  /** Width of the residual stream. */
  readonly dModel: number;
  readonly norm: NormOptions;
  /** "pre" unless given. */
  readonly normPlacement?: NormPlacement;
  /**
   * "serial" unless given: attention, then the feed-forward network on what it gave. "parallel": both on the block's input,
   * as in GPT-NeoX (arXiv:2204.06745, section 2.2).
   */
  readonly residual?: "serial" | "parallel";
  readonly attention: BlockAttentionOptions;
  readonly feedForward: FeedForwardOptions;
  readonly dropout: BlockDropoutOptions;
  readonly initial: InitialDeviations;
}

/**
 * Where a block normalises: "pre", what goes into a part (Radford et al. 2019); "post", the sum of a part and its residual
 * (arXiv:1706.03762); "sandwich", what goes into a part and what comes out of it (Gemma 2, arXiv:2408.00118).
 */
export type NormPlacement = "pre" | "post" | "sandwich";

/** LayerNorm (Ba et al., arXiv:1607.06450) or RMSNorm (Zhang and Sennrich, arXiv:1910.07467), which has no bias. */
export type NormOptions =
  | { readonly kind: "layerNorm"; readonly eps: number; readonly bias: boolean }
  | {
      readonly kind: "rmsNorm";
      readonly eps: number;
      /** The weight is held without it, and added to it before it multiplies: 1 in Gemma. */
      readonly offset?: number;
    };

/** The self-attention of blocks. */
export type BlockAttentionOptions = Pick<
  SelfAttentionOptions,
  "heads" | "keyValueHeads" | "headSize" | "window" | "softCap" | "scale" | "projections" | "causal"
> & {
  readonly bias: boolean;
  /** As `bias` unless given. */
  readonly keyBias?: boolean;
  readonly outputBias?: boolean;
  /** Of each head's queries and keys, before they are rotated. */
  readonly headNorm?: NormOptions;
};

/** The activations of feed-forward networks; "reluSquared" is max(x, 0)^2 of Primer, arXiv:2109.08668. */
export type FeedForwardActivation = "gelu" | "geluTanh" | "relu" | "reluSquared" | "silu";

/** The feed-forward network of blocks. */
export interface FeedForwardOptions {
  readonly width: number;
  readonly activation: FeedForwardActivation;
  readonly bias: boolean;
  /**
   * activation(gate(x)) * up(x) in the place of activation(up(x)): Shazeer, arXiv:2002.05202. "packed": gate and up, in
   * this order, are one matrix.
   */
  readonly gated: boolean | "packed";
}

/** Probabilities of dropping an element while training. */
export interface BlockDropoutOptions {
  /** Of the attention weights. */
  readonly attention: number;
  /** Of what a part adds to the residual stream. */
  readonly residual: number;
  /** Of what the feed-forward network adds to it; `residual` unless given. */
  readonly feedForward?: number;
  /** Behind the activation of the feed-forward network; 0 unless given. */
  readonly activation?: number;
}

/** Standard deviations of normal initial values; biases start as zeros. */
export interface InitialDeviations {
  readonly weights: number;
  /** Of the projections into the residual stream. */
  readonly projections: number;
}
