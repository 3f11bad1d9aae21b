import type { Seq2SeqConfig } from "../models/encoder-decoder/seq2seq-options.ts";
import type { GptConfig } from "../models/families/gpt.ts";
import type { PairVocabularies } from "../tokenizers/pair-vocabularies.ts";
import type { Tokenizer } from "../tokenizers/tokenizer.ts";

/** Where a text came from. */
export interface DataRecord {
  readonly source: string;
  /** Of the UTF-8 text, in hexadecimal digits. */
  readonly sha256: string;
}

/** How a model was trained. */
export interface TrainingRecord<S = object> {
  /** Name of the recipe. */
  readonly recipe: string;
  readonly settings: S;
  readonly data: DataRecord;
}

/** What a folder says of a decoder-only model, but its weights. */
export interface DecoderDescription {
  readonly role: "decoder";
  readonly config: GptConfig;
  readonly tokenizer: Tokenizer;
}

/** What a folder says of an encoder-decoder, but its weights. */
export interface EncoderDecoderDescription {
  readonly role: "encoder-decoder";
  readonly config: Seq2SeqConfig;
  readonly vocabularies: PairVocabularies;
  /** Symbols of the longest target of the data: where decoding ends at the latest. */
  readonly longestTarget: number;
}

export type ModelDescription = DecoderDescription | EncoderDecoderDescription;
