import type { TokenStackNames, TokenStackOptions } from "./stack-options.ts";

/** The shape of an encoder-decoder on token ids: what differs from family to family, but the names of its parts. */
export interface EncoderDecoderOptions {
  readonly encoder: TokenStackOptions;
  readonly decoder: TokenStackOptions;
  readonly sourceVocabSize: number;
  readonly targetVocabSize: number;
  /** Which tables of tokens are matrices of their own, apart from the shared one. */
  readonly tables: TokenTables;
  /** The head is the decoder's table of tokens, or a matrix of its own. */
  readonly tieHead: boolean;
  /** Multiplies what goes into the head; 1 unless given. T5. */
  readonly headScale?: number;
  /** A bias of the logits that does not learn, from files. BART's `final_logits_bias`. */
  readonly logitsBias: boolean;
  /** What a labelled target is shifted with. */
  readonly ids: TargetIds;
  /** Row of the tables that is padding's, gets no gradient and starts as zeros. */
  readonly paddingRow?: number | undefined;
  /** Standard deviation of initial embeddings. */
  readonly embeddingDeviation: number;
}

/** Tables of tokens: one for all, or the encoder's and the decoder's apart, or beside a shared one that serves the rest. */
export interface TokenTables {
  readonly shared: boolean;
  readonly encoder: boolean;
  readonly decoder: boolean;
}

/** Ids that have a meaning to the model itself. */
export interface TargetIds {
  readonly padding: number | undefined;
  /** Begins each target. "last": the last token of the target that is no padding, mBART's language. */
  readonly start: number | "last" | undefined;
  /** Whether a target that is missing is the source, shifted: BART. */
  readonly fromSource: boolean;
}

/** How a family calls the parts of an encoder-decoder in its state dict. */
export interface EncoderDecoderNames {
  /** All but the head. */
  readonly backbone: string;
  readonly shared: string;
  readonly encoder: string;
  readonly decoder: string;
  readonly head: string;
  readonly logitsBias: string;
  readonly encoderParts: TokenStackNames;
  readonly decoderParts: TokenStackNames;
}
