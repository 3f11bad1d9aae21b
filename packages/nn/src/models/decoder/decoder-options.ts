import type {
  SelfAttentionOptions,
  SelfAttentionRotaryOptions,
} from "../../attention/self-attention-options.ts";

/** The shape of a decoder-only transformer: what differs from family to family, but the names of its parts. */
export interface DecoderOptions {
  readonly vocabSize: number;
  /** Tokens that it can look back on, its own included. */
  readonly contextLength: number;
  readonly layers: number;
  /** Width of the residual stream. */
  readonly dModel: number;
  readonly norm: DecoderNormOptions;
  /** Added to the embeddings, a table that learns or sinusoids, or rotations of queries and keys. */
  readonly positions: "learned" | "sinusoidal" | SelfAttentionRotaryOptions;
  readonly attention: DecoderAttentionOptions;
  readonly feedForward: FeedForwardOptions;
  readonly dropout: DecoderDropoutOptions;
  /** One matrix for token embedding and output head (Press and Wolf, arXiv:1608.05859). */
  readonly tieWeights: boolean;
  readonly initial: InitialDeviations;
}

/** LayerNorm (Ba et al., arXiv:1607.06450) or RMSNorm (Zhang and Sennrich, arXiv:1910.07467), which has no bias. */
export type DecoderNormOptions =
  | { readonly kind: "layerNorm"; readonly eps: number; readonly bias: boolean }
  | { readonly kind: "rmsNorm"; readonly eps: number };

/** The self-attention of a decoder's blocks. */
export type DecoderAttentionOptions = Pick<
  SelfAttentionOptions,
  "heads" | "keyValueHeads" | "headSize" | "window" | "softCap" | "scale" | "projections"
> & { readonly bias: boolean; readonly outputBias?: boolean };

/** The activations of a decoder's feed-forward networks. */
export type DecoderActivation = "gelu" | "geluTanh" | "relu" | "silu";

/** The feed-forward network of a decoder's blocks. */
export interface FeedForwardOptions {
  readonly width: number;
  readonly activation: DecoderActivation;
  readonly bias: boolean;
  /** activation(gate(x)) * up(x) in the place of activation(up(x)): Shazeer, arXiv:2002.05202. */
  readonly gated: boolean;
}

/** Probabilities of dropping an element while training. */
export interface DecoderDropoutOptions {
  readonly embedding: number;
  /** Of the attention weights. */
  readonly attention: number;
  /** Of what a block adds to the residual stream. */
  readonly residual: number;
}

/** Standard deviations of normal initial values; biases start as zeros. */
export interface InitialDeviations {
  readonly weights: number;
  /** Of the projections into the residual stream. */
  readonly projections: number;
}
