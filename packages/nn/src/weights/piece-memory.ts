/**
 * Memory that the pieces of a checkpoint's tensors are read into, one after the other: to be given fresh memory by the system
 * takes longer than to read and convert what goes into it.
 */
export class PieceMemory {
  #bytes = new Uint8Array(0);
  #words = new Int32Array(0);

  /** For what stands in the file. Its contents last until the next call. */
  bytes(length: number): Uint8Array {
    if (this.#bytes.length < length) this.#bytes = new Uint8Array(length);
    return this.#bytes.subarray(0, length);
  }

  /** For values of 32 bits that are made of it. Their contents last until the next call. */
  words(length: number): Int32Array {
    if (this.#words.length < length) this.#words = new Int32Array(length);
    return this.#words.subarray(0, length);
  }
}
