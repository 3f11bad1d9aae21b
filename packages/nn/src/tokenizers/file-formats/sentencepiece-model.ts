import { TokenizerDataError } from "../tokenizer-data-error.ts";
import { protobufFields } from "./protobuf-reader.ts";

/** What a piece is: text, what is unknown, a sign that is no text, a text of the user's, nothing, a byte. */
export type PieceKind = "normal" | "unknown" | "control" | "userDefined" | "unused" | "byte";

export interface SentencePiece {
  readonly piece: string;
  readonly score: number;
  readonly kind: PieceKind;
}

/** What a sentencepiece .model holds, as far as it says how texts become ids. */
export interface SentencePieceModel {
  readonly kind: "unigram" | "bpe";
  /** By id. */
  readonly pieces: readonly SentencePiece[];
  readonly byteFallback: boolean;
  /** Of the piece that begins a text, and of the one that ends it; -1 where there is none. */
  readonly bosId: number;
  readonly eosId: number;
  /** A space is put before every text. */
  readonly addDummyPrefix: boolean;
  readonly removeExtraWhitespaces: boolean;
  /** The table of normalised characters, if any. */
  readonly characterMap: Uint8Array;
}

const kinds: readonly (PieceKind | undefined)[] = [
  ...([undefined, "normal", "unknown", "control", "userDefined", "unused", "byte"] as const),
];
const mostPieces = 2 ** 22;

/**
 * Reads a .model of sentencepiece (https://github.com/google/sentencepiece, sentencepiece_model.proto).
 *
 * @throws TokenizerDataError for what is none, or one of words or characters
 */
export function readSentencePieceModel(
  bytes: Uint8Array,
  name = "the sentencepiece model",
): SentencePieceModel {
  const pieces: SentencePiece[] = [];
  let trainer = { kind: 1, byteFallback: false, bosId: 1, eosId: 2 };
  let normalizer = {
    addDummyPrefix: true,
    removeExtraWhitespaces: true,
    characterMap: new Uint8Array(0),
  };
  for (const { field, bytes: part } of protobufFields(bytes, name)) {
    if (field === 1) pieces.push(readPiece(part, `${name}: piece ${pieces.length}`));
    else if (field === 2) trainer = readTrainer(part, `${name}: the trainer`);
    else if (field === 3) normalizer = readNormalizerSpec(part, `${name}: the normaliser`);
    if (pieces.length > mostPieces)
      throw new TokenizerDataError(`${name} has more than ${mostPieces} pieces`);
  }
  if (pieces.length === 0) throw new TokenizerDataError(`${name} has no pieces`);
  if (trainer.kind > 2)
    throw new TokenizerDataError(
      `${name} is of ${trainer.kind === 3 ? "words" : "characters"}, expected a unigram or BPE model`,
    );
  return { pieces, ...trainer, kind: trainer.kind === 2 ? "bpe" : "unigram", ...normalizer };
}

function readPiece(message: Uint8Array, what: string): SentencePiece {
  let [piece, score, type] = ["", 0, 1];
  for (const { field, bytes, float, value } of protobufFields(message, what)) {
    if (field === 1) piece = textOf(bytes, what);
    else if (field === 2) score = float;
    else if (field === 3) type = value;
  }
  const kind = kinds[type];
  if (!kind)
    throw new TokenizerDataError(`${what} is of the type ${type}, expected one from 1 to 6`);
  return { piece, score, kind };
}

function readTrainer(message: Uint8Array, what: string) {
  const trainer = { kind: 1, byteFallback: false, bosId: 1, eosId: 2 };
  for (const { field, value } of protobufFields(message, what)) {
    if (field === 3) trainer.kind = value;
    else if (field === 35) trainer.byteFallback = value !== 0;
    else if (field === 41) trainer.bosId = signed(value);
    else if (field === 42) trainer.eosId = signed(value);
  }
  return trainer;
}

function readNormalizerSpec(message: Uint8Array, what: string) {
  let characterMap = new Uint8Array(0);
  let [addDummyPrefix, removeExtraWhitespaces] = [true, true];
  for (const { field, value, bytes } of protobufFields(message, what)) {
    if (field === 2) characterMap = bytes.slice();
    else if (field === 3) addDummyPrefix = value !== 0;
    else if (field === 4) removeExtraWhitespaces = value !== 0;
  }
  return { addDummyPrefix, removeExtraWhitespaces, characterMap };
}

/** -1 is written as ten bytes of a varint. */
const signed = (value: number): number => (value >= 2 ** 31 ? -1 : value);

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes.slice());
  } catch (cause) {
    throw new TokenizerDataError(`${what} is no UTF-8 text`, { cause });
  }
}
