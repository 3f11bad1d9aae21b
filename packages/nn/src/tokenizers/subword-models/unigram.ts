import type { ComponentFields } from "../component-fields.ts";
import type { ComponentReader } from "../read-component.ts";
import { byteToken, utf8Length } from "../text/utf8.ts";
import { TokenizerDataError, wrongField } from "../tokenizer-data-error.ts";
import { CharacterTrie } from "./character-trie.ts";
import { noToken } from "./no-token.ts";
import type { SubwordModel, WordToken } from "./subword-model.ts";
import { TokenTable } from "./token-table.ts";

const encoder = new TextEncoder();
/** By how much an unknown character is less likely than the least likely token. */
const unknownPenalty = 10;

/** Tokens with their logarithmic probabilities; the most likely ones of all that make up a word. */
export class UnigramModel implements SubwordModel {
  readonly type = "Unigram";
  readonly vocabulary: TokenTable;
  readonly scores: Float64Array;
  readonly unknownId: number | undefined;
  readonly byteFallback: boolean;
  readonly #trie: CharacterTrie;
  readonly #unknownScore: number;

  constructor(
    pieces: readonly (readonly [string, number])[],
    unknownId: number | undefined,
    byteFallback: boolean,
  ) {
    this.vocabulary = TokenTable.ofList(pieces.map(([piece]) => piece));
    this.scores = Float64Array.from(pieces, ([, score]) => score);
    this.unknownId = unknownId;
    this.byteFallback = byteFallback;
    this.#trie = new CharacterTrie(this.vocabulary.entries());
    this.#unknownScore = this.scores.reduce((a, b) => Math.min(a, b), Infinity) - unknownPenalty;
  }

  tokenize(word: string): readonly WordToken[] {
    const tokens: WordToken[] = [];
    let start = 0;
    for (const piece of this.#pieces(word)) {
      const end = start + utf8Length(piece);
      const own = this.vocabulary.idOf(piece);
      const bytes = own === undefined && this.byteFallback ? this.#bytes(piece) : undefined;
      if (bytes) for (const { id, token } of bytes) tokens.push({ id, token, start, end });
      else {
        const id = own ?? this.unknownId;
        if (id === undefined) throw noToken(piece, undefined);
        tokens.push({ id, token: piece, start, end });
      }
      start = end;
    }
    return tokens;
  }

  /** Viterbi's best path, as pieces of the word; unknown characters in a row are one. */
  #pieces(word: string): readonly string[] {
    const size = word.length;
    const best = new Float64Array(size + 1);
    const from = new Int32Array(size + 1).fill(-1);
    const ids = new Int32Array(size + 1);
    for (let at = 0; at < size; ) {
      const code = word.codePointAt(at)!;
      const single = at + (code > 0xffff ? 2 : 1);
      const here = best[at]!;
      let known = false;
      const offer = (end: number, score: number, id: number): void => {
        if (from[end]! >= 0 && score <= best[end]!) return;
        best[end] = score;
        from[end] = at;
        ids[end] = id;
      };
      this.#trie.beginnings(word, at, (end, id) => {
        offer(end, this.scores[id]! + here, id);
        known ||= end === single;
      });
      if (!known) {
        if (this.unknownId === undefined && from[single]! < 0)
          throw noToken(word.slice(at, single), undefined);
        offer(single, this.#unknownScore + here, this.unknownId ?? -1);
      }
      at = single;
    }
    const pieces: string[] = [];
    let unknownEnd = -1;
    for (let end = size; end > 0; ) {
      const start = from[end]!;
      const unknown = this.unknownId !== undefined && ids[end] === this.unknownId;
      if (unknown && unknownEnd < 0) unknownEnd = end;
      if (!unknown) {
        if (unknownEnd >= 0) pieces.push(word.slice(end, unknownEnd));
        unknownEnd = -1;
        pieces.push(word.slice(start, end));
      }
      end = start;
    }
    if (unknownEnd >= 0) pieces.push(word.slice(0, unknownEnd));
    return pieces.reverse();
  }

  /** Tokens of a piece's bytes, where there is one for each. */
  #bytes(piece: string): readonly { readonly id: number; readonly token: string }[] | undefined {
    const tokens = [];
    for (const byte of encoder.encode(piece)) {
      const token = byteToken(byte);
      const id = this.vocabulary.idOf(token);
      if (id === undefined) return undefined;
      tokens.push({ id, token });
    }
    return tokens;
  }
}

export const unigram: ComponentReader<UnigramModel> = (fields) => {
  const pieces = fields.list("vocab").map((entry, i) => readPiece(fields, entry, i));
  const unknownId = fields.has("unk_id") ? fields.count("unk_id") : undefined;
  if (unknownId !== undefined && unknownId >= pieces.length)
    throw fields.wrong("unk_id", `the id of one of the ${pieces.length} pieces`);
  if (pieces.length === 0) throw new TokenizerDataError(`${fields.path}.vocab is empty`);
  return new UnigramModel(pieces, unknownId, fields.flag("byte_fallback", false));
};

function readPiece(fields: ComponentFields, entry: unknown, i: number): readonly [string, number] {
  const [piece, score]: readonly unknown[] = Array.isArray(entry) ? entry : [];
  if (typeof piece !== "string" || typeof score !== "number")
    throw wrongField(`${fields.path}.vocab[${i}]`, entry, "a piece and its score");
  return [piece, score];
}
