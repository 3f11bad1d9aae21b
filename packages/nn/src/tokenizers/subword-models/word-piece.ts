import type { ComponentReader } from "../read-component.ts";
import { utf8Length } from "../text/utf8.ts";
import { noToken } from "./no-token.ts";
import type { SubwordModel, WordToken } from "./subword-model.ts";
import { TokenTable } from "./token-table.ts";

/** A word's longest beginnings, one after the other; those inside a word have a prefix. */
export class WordPieceModel implements SubwordModel {
  readonly type = "WordPiece";
  readonly vocabulary: TokenTable;
  readonly unknown: string;
  readonly prefix: string;
  /** Longer words, in characters, are unknown. */
  readonly maxInputChars: number;
  /** No token is longer: nothing longer is looked up. */
  readonly #longest: number;

  constructor(vocabulary: TokenTable, unknown: string, prefix: string, maxInputChars: number) {
    this.vocabulary = vocabulary;
    this.unknown = unknown;
    this.prefix = prefix;
    this.maxInputChars = maxInputChars;
    let longest = 0;
    for (const [token] of vocabulary.entries()) longest = Math.max(longest, token.length);
    this.#longest = longest;
  }

  tokenize(word: string): readonly WordToken[] {
    if (word.length > this.maxInputChars && [...word].length > this.maxInputChars)
      return this.#unknown(word);
    const tokens: WordToken[] = [];
    let bytes = 0;
    for (let start = 0; start < word.length; ) {
      const found = this.#longestToken(word, start);
      if (!found) return this.#unknown(word);
      const from = bytes;
      bytes += utf8Length(word.slice(start, found.end));
      tokens.push({ id: found.id, token: found.token, start: from, end: bytes });
      start = found.end;
    }
    return tokens;
  }

  #longestToken(
    word: string,
    start: number,
  ): { readonly id: number; readonly token: string; readonly end: number } | undefined {
    const prefix = start > 0 ? this.prefix : "";
    const last = Math.min(word.length, start + this.#longest - prefix.length);
    for (let end = last; end > start; end--) {
      if (end < word.length && isSecondHalf(word.charCodeAt(end))) continue;
      const token = prefix + word.slice(start, end);
      const id = this.vocabulary.idOf(token);
      if (id !== undefined) return { id, token, end };
    }
    return undefined;
  }

  #unknown(word: string): readonly WordToken[] {
    const id = this.vocabulary.idOf(this.unknown);
    if (id === undefined) throw noToken(word, this.unknown);
    return [{ id, token: this.unknown, start: 0, end: utf8Length(word) }];
  }
}

const isSecondHalf = (code: number): boolean => code >= 0xdc00 && code < 0xe000;

export const wordPiece: ComponentReader<WordPieceModel> = (fields) =>
  new WordPieceModel(
    TokenTable.read(fields),
    fields.text("unk_token", "[UNK]"),
    fields.text("continuing_subword_prefix", "##"),
    fields.count("max_input_chars_per_word", 100),
  );
