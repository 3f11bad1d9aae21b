import { expectObject } from "../../options/expect-argument.ts";
import { ByteCursor } from "../byte-cursor.ts";
import { type Piece, sentencePieceTokenizer } from "../sentencepiece-tokenizer.ts";
import { Llama2cError, wrongLlama2c } from "./llama2c-error.ts";

/** The vocabulary in a tokenizer.bin of llama2.c. */
export interface Llama2cVocabulary {
  /** Bytes of the longest piece. */
  readonly longest: number;
  /** In the order of their ids; spaces are spaces, as in the file. */
  readonly pieces: readonly Piece[];
}

/**
 * Read a tokenizer.bin of llama2.c: the length of the longest piece, then for each piece its score, its length and its bytes.
 *
 * @throws Llama2cError
 */
export function readLlama2cVocabulary(bytes: Uint8Array): Llama2cVocabulary {
  expectObject("readLlama2cVocabulary", "bytes", bytes, "a Uint8Array", "subarray", "byteLength");
  const cursor = new ByteCursor(bytes, wrongLlama2c);
  const longest = cursor.int32();
  const pieces: Piece[] = [];
  while (cursor.rest > 0) {
    const score = cursor.float32();
    const length = cursor.int32();
    if (length < 0 || length > longest)
      throw new Llama2cError(
        `piece ${pieces.length} has ${length} bytes, expected at most ${longest}, the longest that is said`,
      );
    pieces.push({ piece: cursor.text(length, `piece ${pieces.length}`), score });
  }
  if (pieces.length === 0) throw new Llama2cError("the tokenizer has no pieces");
  return { longest, pieces };
}

const UNKNOWN = 0;
const BEGIN = 1;
const END = 2;

/** The same as Hugging Face's tokenizer.json: <s> in front of a text, and a space. */
export function llama2cTokenizer(vocabulary: Llama2cVocabulary): Record<string, unknown> {
  expectObject("llama2cTokenizer", "vocabulary", vocabulary, "a vocabulary", "pieces");
  const special = [UNKNOWN, BEGIN, END].filter((id) => id < vocabulary.pieces.length);
  return sentencePieceTokenizer({
    // Its exporter has put line breaks around <s> and </s>, and spaces where sentencepiece has "▁".
    pieces: vocabulary.pieces.map(({ piece, score }, id) => ({
      piece: special.includes(id) ? piece.trim() : piece.replaceAll(" ", "▁"),
      score,
    })),
    special,
    unknown: UNKNOWN,
    begin: BEGIN,
    spaceInFront: true,
  });
}
