import { type ByteSource, bytesSource } from "../src/weights/byte-source.ts";

/** Bytes in memory that remember what was read of them. */
export class CountingSource implements ByteSource {
  readonly #source: ByteSource;
  readonly reads: (readonly [offset: number, length: number])[] = [];

  constructor(bytes: Uint8Array) {
    this.#source = bytesSource(bytes);
  }

  get size(): number {
    return this.#source.size;
  }

  /** Bytes read so far. */
  get bytesRead(): number {
    return this.reads.reduce((sum, [, length]) => sum + length, 0);
  }

  read(offset: number, length: number): Promise<Uint8Array> {
    this.reads.push([offset, length]);
    return this.#source.read(offset, length);
  }
}
