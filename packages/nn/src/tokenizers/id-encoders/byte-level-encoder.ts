import { compilePattern } from "../regular-expressions/compile-pattern.ts";
import type { BpeModel } from "../subword-models/bpe.ts";
import { WordMerger } from "../subword-models/word-merger.ts";
import { byteCharacters, bytesAsCharacters } from "../text/bytes-as-characters.ts";
import type { IdEncoder } from "./id-encoder.ts";
import { hashOf, longestCachedWord, WordCache } from "./word-cache.ts";

/** Where the word that begins at `start` ends; -1 where that cannot be said so. */
export type WordEnd = (text: string, start: number) => number;

/** Words that an expression finds, and what stands between them; it must find no empty ones. */
export function patternWords(source: string): WordEnd {
  const pattern = compilePattern(source);
  let [text, matchStart, matchEnd] = ["", 0, 0];
  return (part, start) => {
    if (text !== part || start === 0 || start >= matchEnd) {
      const found = pattern.find(part, start);
      if (found && found.start === found.end) return -1;
      [matchStart, matchEnd] = found ? [found.start, found.end] : [part.length, part.length];
      text = part;
    }
    return start < matchStart ? matchStart : matchEnd;
  };
}

/** Byte-level BPE of words, each looked up among those that came before, else merged from its bytes. */
export function byteLevelEncoder(
  model: BpeModel,
  wordEnd: WordEnd,
  addPrefixSpace: boolean,
): IdEncoder | undefined {
  const byteIds = byteCharacters.map((character) => model.vocabulary.idOf(character));
  if (byteIds.some((id) => id === undefined)) return undefined;
  const idOfByte = Int32Array.from(byteIds, (id) => id!);
  const merger = new WordMerger(model.merges);
  const cache = new WordCache();
  const bytes = new Uint8Array(3 * longestCachedWord);
  const utf8 = new TextEncoder();

  /** Writes the word's ids where the merger has its symbols; returns how many. */
  const merged = (word: string): number => {
    if (model.settings.ignoreMerges) {
      const own = model.vocabulary.idOf(bytesAsCharacters(word));
      if (own !== undefined) {
        merger.ids[0] = own;
        return 1;
      }
    }
    const short = 3 * word.length <= bytes.length;
    const written = short ? bytes : utf8.encode(word);
    const count = short ? utf8.encodeInto(word, bytes).written : written.length;
    merger.reserve(count);
    for (let i = 0; i < count; i++) merger.ids[i] = idOfByte[written[i]!]!;
    merger.lengths.fill(1, 0, count);
    return merger.merge(count);
  };

  return (part, ids) => {
    if (addPrefixSpace && part !== "" && part.charCodeAt(0) !== 0x20) return false;
    for (let at = 0; at < part.length; ) {
      const last = wordEnd(part, at);
      if (last < 0) return false;
      const cached = last - at <= longestCachedWord;
      const hash = cached ? hashOf(part, at, last) : 0;
      if (!cached || !cache.append(part, at, last, hash, ids)) {
        const count = merged(part.slice(at, last));
        ids.append(merger.ids, 0, count);
        if (cached) cache.add(part, at, last, hash, merger.ids, count);
      }
      at = last;
    }
    return true;
  };
}
