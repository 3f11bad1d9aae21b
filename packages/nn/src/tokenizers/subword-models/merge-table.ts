/** Which pairs of ids become one, in which order and which: a hash table of pairs in typed arrays. */
export class MergeTable {
  readonly #mask: number;
  /** First id, second id, rank and id of the pair, four to a slot; -1 where a slot is free. */
  readonly #slots: Int32Array;

  /** Room for so many pairs. */
  constructor(pairs: number) {
    let slots = 16;
    while (slots < 2 * pairs) slots *= 2;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(4 * slots).fill(-1);
  }

  /** Of a pair that comes twice the later one counts. */
  set(first: number, second: number, rank: number, id: number): void {
    const slots = this.#slots;
    let slot = this.#slotOf(first, second);
    while (slots[slot]! >= 0 && (slots[slot] !== first || slots[slot + 1] !== second))
      slot = (slot + 4) & (4 * this.#mask + 3);
    slots[slot] = first;
    slots[slot + 1] = second;
    slots[slot + 2] = rank;
    slots[slot + 3] = id;
  }

  /** The slot of a pair, for `rankAt` and `idAt`; -1 where it does not become one. */
  find(first: number, second: number): number {
    const slots = this.#slots;
    const wrap = 4 * this.#mask + 3;
    let slot = this.#slotOf(first, second);
    for (; ; slot = (slot + 4) & wrap) {
      const one = slots[slot]!;
      if (one === first && slots[slot + 1] === second) return slot;
      if (one < 0) return -1;
    }
  }

  rankAt(slot: number): number {
    return this.#slots[slot + 2]!;
  }

  idAt(slot: number): number {
    return this.#slots[slot + 3]!;
  }

  #slotOf(first: number, second: number): number {
    let hash = Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b);
    hash ^= hash >>> 15;
    hash = Math.imul(hash, 0x2c1b3c6d);
    hash ^= hash >>> 13;
    return (hash & this.#mask) << 2;
  }
}
