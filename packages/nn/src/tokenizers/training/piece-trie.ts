/** Pieces by their beginnings, in typed arrays: the children of a node are found by a hash of node and code unit. */
export class PieceTrie {
  readonly #mask: number;
  /** Node, code unit and child, three to a slot; a child of 0 is none. */
  readonly #slots: Int32Array;
  readonly #pieces: Int32Array;
  #nodes = 1;

  constructor(pieces: readonly string[]) {
    const units = pieces.reduce((sum, { length }) => sum + length, 1);
    let slots = 64;
    while (slots < 2 * units) slots *= 2;
    this.#mask = slots - 1;
    this.#slots = new Int32Array(3 * slots);
    this.#pieces = new Int32Array(units + 1).fill(-1);
    for (const [index, piece] of pieces.entries()) {
      let node = 0;
      for (let i = 0; i < piece.length; i++) node = this.#childOrNew(node, piece.charCodeAt(i));
      this.#pieces[node] = index;
    }
  }

  /** -1 where there is none. */
  child(node: number, unit: number): number {
    const slots = this.#slots;
    for (let slot = this.#slotOf(node, unit); ; slot = (slot + 1) & this.#mask) {
      const child = slots[3 * slot + 2]!;
      if (child === 0) return -1;
      if (slots[3 * slot] === node && slots[3 * slot + 1] === unit) return child;
    }
  }

  /** The index of the piece that ends here; -1 where none does. */
  pieceAt(node: number): number {
    return this.#pieces[node]!;
  }

  #childOrNew(node: number, unit: number): number {
    const known = this.child(node, unit);
    if (known >= 0) return known;
    let slot = this.#slotOf(node, unit);
    while (this.#slots[3 * slot + 2] !== 0) slot = (slot + 1) & this.#mask;
    this.#slots[3 * slot] = node;
    this.#slots[3 * slot + 1] = unit;
    this.#slots[3 * slot + 2] = this.#nodes;
    return this.#nodes++;
  }

  #slotOf(node: number, unit: number): number {
    const hash = Math.imul(node, 0x9e3779b1) ^ Math.imul(unit, 0x85ebca6b);
    return (hash ^ (hash >>> 15)) & this.#mask;
  }
}
