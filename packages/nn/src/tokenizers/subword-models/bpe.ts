import type { ComponentFields } from "../component-fields.ts";
import type { ComponentReader } from "../read-component.ts";
import { byteToken, utf8Length } from "../text/utf8.ts";
import { TokenizerDataError } from "../tokenizer-data-error.ts";
import { MergeTable } from "./merge-table.ts";
import { noToken } from "./no-token.ts";
import type { SubwordModel, WordToken } from "./subword-model.ts";
import { TokenTable } from "./token-table.ts";
import { WordMerger } from "./word-merger.ts";

const encoder = new TextEncoder();

export interface BpeSettings {
  /** Stands for a character that is not in the vocabulary; unless given such a character is left out. */
  readonly unknown?: string | undefined;
  /** Before every symbol of a word but the first. */
  readonly prefix?: string | undefined;
  /** Behind the last symbol of a word. */
  readonly suffix?: string | undefined;
  /** Unknown characters in a row are one token. */
  readonly fuseUnknown?: boolean;
  /** An unknown character becomes tokens for its bytes. */
  readonly byteFallback?: boolean;
  /** A word that is a token is that token. */
  readonly ignoreMerges?: boolean;
}

/** Byte-pair encoding (https://arxiv.org/abs/1508.07909): the characters of a word, merged in the order of training. */
export class BpeModel implements SubwordModel {
  readonly type = "BPE";
  readonly vocabulary: TokenTable;
  readonly merges: MergeTable;
  readonly settings: BpeSettings;
  readonly #merger: WordMerger;
  readonly #unknownId: number | undefined;

  constructor(
    vocabulary: TokenTable,
    merges: readonly (readonly [string, string])[],
    settings: BpeSettings,
  ) {
    this.vocabulary = vocabulary;
    this.settings = settings;
    this.merges = mergeTable(vocabulary, merges, settings.prefix ?? "");
    this.#merger = new WordMerger(this.merges);
    this.#unknownId =
      settings.unknown === undefined ? undefined : vocabulary.idOf(settings.unknown);
  }

  tokenize(word: string): readonly WordToken[] {
    if (word === "") return [];
    const own = this.settings.ignoreMerges ? this.vocabulary.idOf(word) : undefined;
    if (own !== undefined) return [{ id: own, token: word, start: 0, end: utf8Length(word) }];
    const count = this.#merger.merge(this.#symbols(word));
    const { ids, lengths } = this.#merger;
    const tokens: WordToken[] = new Array(count);
    let start = 0;
    for (let i = 0; i < count; i++) {
      const end = start + lengths[i]!;
      const id = ids[i]!;
      tokens[i] = { id, token: this.vocabulary.tokenOf(id)!, start, end };
      start = end;
    }
    return tokens;
  }

  /** Writes the symbols of a word where they are merged; returns how many. */
  #symbols(word: string): number {
    const { prefix = "", suffix = "", unknown, fuseUnknown, byteFallback } = this.settings;
    const merger = this.#merger;
    merger.reserve(4 * word.length + suffix.length * 4 + prefix.length * 4);
    let count = 0;
    let unknownLength = -1;
    const add = (id: number, length: number): void => {
      merger.reserve(count + 1);
      merger.ids[count] = id;
      merger.lengths[count++] = length;
    };
    const addUnknown = (): void => {
      if (unknownLength >= 0) add(this.#unknownId!, unknownLength);
      unknownLength = -1;
    };
    let at = 0;
    for (const character of word) {
      const first = at === 0;
      at += character.length;
      const length = utf8Length(character);
      const symbol = (first ? character : prefix + character) + (at === word.length ? suffix : "");
      const id = this.vocabulary.idOf(symbol);
      if (id !== undefined) {
        addUnknown();
        add(id, length);
        continue;
      }
      const bytes = byteFallback ? this.#bytes(symbol) : undefined;
      if (bytes) {
        for (const one of bytes) add(one, 1);
      } else if (unknown !== undefined) {
        if (this.#unknownId === undefined) throw noToken(word, unknown);
        if (unknownLength >= 0 && fuseUnknown) unknownLength += length;
        else {
          addUnknown();
          unknownLength = length;
        }
      }
    }
    addUnknown();
    return count;
  }

  /** Tokens of a symbol's bytes, where there is one for each. */
  #bytes(symbol: string): readonly number[] | undefined {
    const ids: number[] = [];
    for (const byte of encoder.encode(symbol)) {
      const id = this.vocabulary.idOf(byteToken(byte));
      if (id === undefined) return undefined;
      ids.push(id);
    }
    return ids;
  }
}

function mergeTable(
  vocabulary: TokenTable,
  merges: readonly (readonly [string, string])[],
  prefix: string,
): MergeTable {
  const table = new MergeTable(merges.length);
  for (const [rank, [first, second]] of merges.entries()) {
    const where = `model.merges[${rank}]`;
    const joint = first + second.slice(prefix.length);
    table.set(
      vocabulary.expect(first, where),
      vocabulary.expect(second, where),
      rank,
      vocabulary.expect(joint, where),
    );
  }
  return table;
}

export const bpe: ComponentReader<BpeModel> = (fields) => {
  const dropout = fields.any("dropout");
  if (dropout !== undefined && dropout !== 0)
    throw fields.wrong("dropout", "null or 0: a text has one encoding here");
  return new BpeModel(TokenTable.read(fields), readMerges(fields), {
    unknown: fields.optionalText("unk_token"),
    prefix: fields.optionalText("continuing_subword_prefix"),
    suffix: fields.optionalText("end_of_word_suffix"),
    fuseUnknown: fields.flag("fuse_unk", false),
    byteFallback: fields.flag("byte_fallback", false),
    ignoreMerges: fields.flag("ignore_merges", false),
  });
};

/** Pairs, or texts with a space between the two. */
function readMerges(fields: ComponentFields): readonly (readonly [string, string])[] {
  return fields.list("merges").map((merge, i) => {
    const pair: unknown = typeof merge === "string" ? merge.split(" ") : merge;
    const [first, second]: readonly unknown[] =
      Array.isArray(pair) && pair.length === 2 ? pair : [];
    if (typeof first !== "string" || typeof second !== "string")
      throw new TokenizerDataError(
        `${fields.path}.merges[${i}] is ${JSON.stringify(merge)?.slice(0, 80)}, expected two tokens`,
      );
    return [first, second] as const;
  });
}
