import { sentencePieceFile } from "../tokenizers/file-formats/sentencepiece-file.ts";
import type { SentencePiece } from "../tokenizers/file-formats/sentencepiece-model.ts";

/** A piece of a sentencepiece vocabulary, as GGUF and llama2.c keep them: its id is its place. */
export interface Piece {
  /** With "▁" for a space. */
  readonly piece: string;
  readonly score: number;
}

export interface SentencePieceOptions {
  readonly pieces: readonly Piece[];
  /** Ids of pieces that no merges make: <s>, </s> and the like. */
  readonly special: readonly number[];
  /** Ids of pieces that are taken out of a text whole. */
  readonly added?: readonly number[];
  /** Of the piece for what no other covers. */
  readonly unknown: number | undefined;
  /** Of the piece put in front of a text, and of that behind it. */
  readonly begin?: number | undefined;
  readonly end?: number | undefined;
  /** Whether a space is put in front of a text. */
  readonly spaceInFront: boolean;
}

/** A sentencepiece vocabulary of the BPE kind as Hugging Face's tokenizer.json, as one out of a .model is. */
export function sentencePieceTokenizer(options: SentencePieceOptions): Record<string, unknown> {
  const { pieces, special, added = [], unknown, begin = -1, end = -1, spaceInFront } = options;
  const kinds = new Map<number, SentencePiece["kind"]>([
    ...added.map((id) => [id, "userDefined"] as const),
    ...special.map((id) => [id, "control"] as const),
    ...(unknown === undefined ? [] : [[unknown, "unknown"] as const]),
  ]);
  const model = {
    pieces: pieces.map(({ piece, score }, id) => ({
      ...{ piece, score, kind: kinds.get(id) ?? ("normal" as const) },
    })),
    ...({ kind: "bpe", addDummyPrefix: spaceInFront, removeExtraWhitespaces: false } as const),
    ...{ characterMap: new Uint8Array(), bosId: begin, eosId: end },
    byteFallback: pieces.some(({ piece }) => piece === "<0x00>"),
  };
  const around = { addBos: begin >= 0, addEos: end >= 0 };
  return { ...sentencePieceFile(model, around) };
}
