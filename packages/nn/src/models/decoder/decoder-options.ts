/** The shape of a decoder-only transformer: what differs from family to family, but the names of its parts. */
export interface DecoderOptions {
  readonly vocabSize: number;
  /** Tokens that it can look back on, its own included. */
  readonly contextLength: number;
  readonly layers: number;
  /** Width of the residual stream. */
  readonly dModel: number;
  readonly heads: number;
  readonly norm: NormOptions;
  /** Added to the embeddings: a table that learns, or sinusoids. */
  readonly positions: "learned" | "sinusoidal";
  /** Whether the projections of attention have biases. */
  readonly attentionBias: boolean;
  readonly feedForward: FeedForwardOptions;
  readonly dropout: DropoutOptions;
  /** One matrix for token embedding and output head (Press and Wolf, arXiv:1608.05859). */
  readonly tieWeights: boolean;
  readonly initial: InitialDeviations;
}

export interface NormOptions {
  readonly eps: number;
  readonly bias: boolean;
}

export type Activation = "gelu" | "geluTanh" | "relu";

export interface FeedForwardOptions {
  readonly width: number;
  readonly activation: Activation;
  readonly bias: boolean;
}

/** Probabilities of dropping an element while training. */
export interface DropoutOptions {
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
