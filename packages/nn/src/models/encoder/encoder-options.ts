import type { BlockDropoutOptions } from "../block/block-options.ts";
import type { EncoderStackNames, EncoderStackOptions } from "./encoder-stack-options.ts";

/** The shape of an encoder of token ids: what differs from family to family, but the names of its parts. */
export interface EncoderOptions extends EncoderStackOptions {
  readonly vocabSize: number;
  /** Tokens of the longest sequence; of rotations, of those it was made for. */
  readonly contextLength: number;
  /** A table of positions that learns; none unless given. */
  readonly positionTable?: PositionTable;
  /** Rows of the table of token types: which of two texts a token belongs to; none unless given. */
  readonly tokenTypes?: number;
  /** Id of the padding, whose embedding gets no gradient. */
  readonly paddingId?: number | undefined;
  readonly dropout: EncoderDropoutOptions;
}

/** A learnt table of positions, and how positions are counted. */
export interface PositionTable {
  readonly rows: number;
  /**
   * The id of the padding: positions count from the one behind it, and pass over padding (RoBERTa). They count from 0
   * unless given.
   */
  readonly behind?: number;
}

/** Probabilities of dropping an element while training. */
export interface EncoderDropoutOptions extends BlockDropoutOptions {
  readonly embedding: number;
}

/** How a family calls the parts of an encoder in its state dict. */
export interface EncoderNames extends EncoderStackNames {
  /** All but the head; "" in files of the backbone alone. */
  readonly backbone: string;
  /** Of the blocks, in the backbone. */
  readonly stack: string;
  readonly words: string;
  readonly positions?: string;
  readonly tokenTypes?: string;
  /** Of the sum of the embeddings. */
  readonly embeddingNorm: string;
  /** Of the pooler's linear layer, on the first token; there is none unless given. */
  readonly pooler?: string;
}
