/** Memory of some blocks that are handed out in turns. */
class Turns<T extends Uint8Array | Int32Array> {
  readonly #make: (length: number) => T;
  readonly #blocks: T[];

  constructor(blocks: number, make: (length: number) => T) {
    this.#make = make;
    this.#blocks = Array.from({ length: blocks }, () => make(0));
  }

  next(length: number): T {
    let block = this.#blocks.shift()!;
    if (block.length < length) block = this.#make(length);
    this.#blocks.push(block);
    return block.subarray(0, length) as T;
  }
}

/**
 * Memory that the pieces of a checkpoint's tensors are read into, one after the other: to be given fresh memory by the system
 * takes longer than to read and convert what goes into it. What is handed out lasts until the second call after it, for one
 * piece is used while the next is read.
 */
export class PieceMemory {
  readonly #bytes: Turns<Uint8Array>;
  readonly #words: Turns<Int32Array>;
  #whole = new Int32Array(0);
  #ofWhole: PieceMemory | undefined;

  /** With 1 block what is handed out lasts until the next call. */
  constructor(blocks: 1 | 2 = 2) {
    this.#bytes = new Turns(blocks, (length) => new Uint8Array(length));
    this.#words = new Turns(blocks, (length) => new Int32Array(length));
  }

  /** For what stands in the file. */
  bytes(length: number): Uint8Array {
    return this.#bytes.next(length);
  }

  /** For values of 32 bits that are made of it. */
  words(length: number): Int32Array {
    return this.#words.next(length);
  }

  /** For all values of a tensor whose elements change places, which last until the next call, and for the pieces that it is put together of. */
  whole(length: number): { readonly words: Int32Array; readonly pieces: PieceMemory } {
    if (this.#whole.length < length) this.#whole = new Int32Array(length);
    this.#ofWhole ??= new PieceMemory(1);
    return { words: this.#whole.subarray(0, length), pieces: this.#ofWhole };
  }
}
