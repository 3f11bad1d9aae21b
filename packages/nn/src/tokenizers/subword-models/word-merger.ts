import type { MergeTable } from "./merge-table.ts";
import { RankQueue } from "./rank-queue.ts";

/** Up to here all pairs are looked through for each merge; longer words keep them in a queue. */
const shortWord = 48;
const none = 0x7fffffff;

/** Merges the symbols of a word: the pair of the lowest rank first, of several the leftmost. */
export class WordMerger {
  readonly #merges: MergeTable;
  /** Ids of the symbols. */
  ids = new Int32Array(64);
  /** How many bytes of the word each symbol stands for. */
  lengths = new Int32Array(64);
  #slots = new Int32Array(64);

  constructor(merges: MergeTable) {
    this.#merges = merges;
  }

  /** Make room for so many symbols. */
  reserve(count: number): void {
    if (count <= this.ids.length) return;
    const grown = (old: Int32Array): Int32Array<ArrayBuffer> => {
      const array = new Int32Array(2 * count);
      array.set(old);
      return array;
    };
    this.ids = grown(this.ids);
    this.lengths = grown(this.lengths);
    this.#slots = grown(this.#slots);
  }

  /** Merge the first `count` symbols in place; returns how many are left. */
  merge(count: number): number {
    if (count < 2) return count;
    return count <= shortWord ? this.#mergeShort(count) : this.#mergeLong(count);
  }

  #mergeShort(symbols: number): number {
    const { ids, lengths } = this;
    const slots = this.#slots;
    const merges = this.#merges;
    let count = symbols;
    for (let i = 0; i + 1 < count; i++) slots[i] = merges.find(ids[i]!, ids[i + 1]!);
    for (;;) {
      let [best, lowest] = [-1, none];
      for (let i = 0; i + 1 < count; i++) {
        const slot = slots[i]!;
        if (slot < 0) continue;
        const rank = merges.rankAt(slot);
        if (rank < lowest) [best, lowest] = [i, rank];
      }
      if (best < 0) return count;
      ids[best] = merges.idAt(slots[best]!);
      lengths[best] = lengths[best]! + lengths[best + 1]!;
      count--;
      for (let i = best + 1; i < count; i++) {
        ids[i] = ids[i + 1]!;
        lengths[i] = lengths[i + 1]!;
        slots[i] = slots[i + 1]!;
      }
      if (best > 0) slots[best - 1] = merges.find(ids[best - 1]!, ids[best]!);
      if (best + 1 < count) slots[best] = merges.find(ids[best]!, ids[best + 1]!);
    }
  }

  /** The symbols as a linked list, and the pairs in a queue by rank and place. */
  #mergeLong(count: number): number {
    const { ids, lengths } = this;
    const merges = this.#merges;
    const next = Int32Array.from({ length: count }, (_, i) => (i + 1 < count ? i + 1 : -1));
    const previous = Int32Array.from({ length: count }, (_, i) => i - 1);
    const queue = new RankQueue();
    const offer = (at: number): void => {
      if (at < 0 || next[at]! < 0) return;
      const slot = merges.find(ids[at]!, ids[next[at]!]!);
      if (slot >= 0) queue.push(merges.rankAt(slot), at);
    };
    for (let i = 0; i + 1 < count; i++) offer(i);
    while (queue.size > 0) {
      const { rank, place: at } = queue.pop();
      const after = next[at]!;
      if (lengths[at]! < 0 || after < 0) continue;
      const slot = merges.find(ids[at]!, ids[after]!);
      if (slot < 0 || merges.rankAt(slot) !== rank) continue;
      ids[at] = merges.idAt(slot);
      lengths[at] = lengths[at]! + lengths[after]!;
      lengths[after] = -1;
      next[at] = next[after]!;
      if (next[at]! >= 0) previous[next[at]!] = at;
      offer(previous[at]!);
      offer(at);
    }
    let left = 0;
    for (let at = 0; at >= 0; at = next[at]!) {
      ids[left] = ids[at]!;
      lengths[left++] = lengths[at]!;
    }
    return left;
  }
}
