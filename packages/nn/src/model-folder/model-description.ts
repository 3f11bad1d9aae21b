import type { Model } from "../models/roles.ts";
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
  /** Whether that is an application's: its settings are none of a recipe's. */
  readonly application?: true;
  readonly settings: S;
  readonly data: DataRecord;
}

/** What the description of every model has. */
export interface ConfiguredModel {
  /** What the model is: the fields of config.json, as its family names them. */
  readonly config: object;
}

/** What the description of a model with a tokenizer has. */
export interface PublishedFiles extends ConfiguredModel {
  readonly tokenizer: Tokenizer;
  readonly vocabularies?: undefined;
  /** Names of the weights in its file, where they say more of the model than config.json does: a bias that it may be without. */
  readonly stored?: ReadonlySet<string> | undefined;
  /** Files of a published model that are written as they are, instead of those that are made of its config and tokenizer. */
  readonly published?: ReadonlyMap<string, Uint8Array>;
}

/** What a folder says of a decoder-only model, but its weights. */
export interface DecoderDescription extends PublishedFiles {
  readonly role: "decoder";
}

/** What a folder says of an encoder-decoder, but its weights. */
export interface EncoderDecoderDescription extends ConfiguredModel {
  readonly role: "encoder-decoder";
  readonly vocabularies: PairVocabularies;
  /** Symbols of the longest target of the data: where decoding ends at the latest. */
  readonly longestTarget: number;
}

/** What a folder says of a published encoder-decoder, which reads and writes texts by one tokenizer. */
export interface TextPairsDescription extends PublishedFiles {
  readonly role: "encoder-decoder";
}

/** What a folder says of a published encoder that tells classes of texts apart. */
export interface EncoderDescription extends PublishedFiles {
  readonly role: "encoder";
}

/** What a folder says of its model, but the weights; `role` and `vocabularies` tell which kind it is. */
export type ModelDescription =
  | DecoderDescription
  | EncoderDecoderDescription
  | TextPairsDescription
  | EncoderDescription;

/** A model of the role that a description has. */
export type ModelOf<D extends ModelDescription> = Extract<Model, { readonly role: D["role"] }>;
