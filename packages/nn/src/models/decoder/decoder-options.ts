import type { SelfAttentionRotaryOptions } from "../../attention/self-attention-options.ts";
import type {
  BlockDropoutOptions,
  BlockOptions,
  InitialDeviations,
  NormOptions,
} from "../block/block-options.ts";

/** The shape of a decoder-only transformer: what differs from family to family, but the names of its parts. */
export interface DecoderOptions extends BlockOptions {
  readonly vocabSize: number;
  /** Tokens that it can look back on, its own included. */
  readonly contextLength: number;
  readonly layers: number;
  /** Added to the embeddings, a table that learns or sinusoids, or rotations of queries and keys. */
  readonly positions: "learned" | "sinusoidal" | SelfAttentionRotaryOptions;
  /** Which layers `attention.window` is for; all unless given. Gemma 2 and 3 alternate. */
  readonly slidingLayers?: readonly boolean[];
  /** Rotations in the layers with a window; `positions` unless given. Gemma 3. */
  readonly slidingPositions?: SelfAttentionRotaryOptions;
  /** Multiplies the embeddings of tokens; 1 unless given. Gemma. */
  readonly embeddingScale?: number;
  /** Of the embeddings, before the first block; none unless given. */
  readonly embeddingNorm?: NormOptions;
  readonly dropout: DecoderDropoutOptions;
  /** The id of the padding, whose row of the token embedding gets no gradient from there. */
  readonly paddingRow?: number | undefined;
  /** One matrix for token embedding and output head (Press and Wolf, arXiv:1608.05859). */
  readonly tieWeights: boolean;
  /** false unless given. */
  readonly headBias?: boolean;
  /** Logits z become logitSoftCap tanh(z / logitSoftCap): Gemma 2, arXiv:2408.00118, section 2. */
  readonly logitSoftCap?: number | undefined;
  readonly initial: DecoderInitialDeviations;
}

/** Standard deviations of normal initial values. */
export interface DecoderInitialDeviations extends InitialDeviations {
  /** Of token and position embeddings; `weights` unless given. */
  readonly embeddings?: number;
  /** Of an untied head; `weights` unless given. */
  readonly head?: number;
}

/** Probabilities of dropping an element while training. */
export interface DecoderDropoutOptions extends BlockDropoutOptions {
  readonly embedding: number;
}
