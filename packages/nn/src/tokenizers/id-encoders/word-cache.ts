import type { IdList } from "./id-list.ts";

/** Longer words come too seldom twice. */
export const longestCachedWord = 48;
const mostWords = 1 << 16;
const slotMask = 4 * mostWords - 1;

/**
 * The ids of words that came before: a hash table over the code units of the text itself, so that no word is cut out to be
 * looked up. It starts anew when it is full.
 */
export class WordCache {
  readonly #slots = new Int32Array(slotMask + 1);
  readonly #hashes = new Int32Array(mostWords);
  /** Where word i ends among the units, and its ids among the ids. */
  readonly #unitEnds = new Int32Array(mostWords + 1);
  readonly #idEnds = new Int32Array(mostWords + 1);
  #units = new Uint16Array(8 * mostWords);
  #ids = new Int32Array(4 * mostWords);
  #count = 0;

  /** Appends the ids of the word, where it is known. */
  append(text: string, start: number, end: number, hash: number, ids: IdList): boolean {
    const length = end - start;
    for (let slot = hash & slotMask; ; slot = (slot + 1) & slotMask) {
      const word = this.#slots[slot]! - 1;
      if (word < 0) return false;
      if (this.#hashes[word] !== hash) continue;
      const first = this.#unitEnds[word]!;
      if (this.#unitEnds[word + 1]! - first !== length) continue;
      let i = 0;
      while (i < length && this.#units[first + i] === text.charCodeAt(start + i)) i++;
      if (i < length) continue;
      const from = this.#idEnds[word]!;
      ids.append(this.#ids, from, this.#idEnds[word + 1]! - from);
      return true;
    }
  }

  /** Keep the ids of a word that is not known yet. */
  add(
    text: string,
    start: number,
    end: number,
    hash: number,
    ids: Int32Array,
    count: number,
  ): void {
    if (this.#count === mostWords) this.#clear();
    const word = this.#count++;
    const [units, before] = [this.#unitEnds[word]!, this.#idEnds[word]!];
    this.#reserve(units + end - start, before + count);
    for (let i = start; i < end; i++) this.#units[units + i - start] = text.charCodeAt(i);
    for (let i = 0; i < count; i++) this.#ids[before + i] = ids[i]!;
    this.#unitEnds[word + 1] = units + end - start;
    this.#idEnds[word + 1] = before + count;
    this.#hashes[word] = hash;
    let slot = hash & slotMask;
    while (this.#slots[slot]! > 0) slot = (slot + 1) & slotMask;
    this.#slots[slot] = word + 1;
  }

  #clear(): void {
    this.#count = 0;
    this.#slots.fill(0);
  }

  #reserve(units: number, ids: number): void {
    if (units > this.#units.length) {
      const grown = new Uint16Array(2 * units);
      grown.set(this.#units);
      this.#units = grown;
    }
    if (ids > this.#ids.length) {
      const grown = new Int32Array(2 * ids);
      grown.set(this.#ids);
      this.#ids = grown;
    }
  }
}

/** Of the code units of a word. */
export function hashOf(text: string, start: number, end: number): number {
  let hash = end - start;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash ^ (hash >>> 15);
}
