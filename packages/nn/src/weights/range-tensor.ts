import { type DType, type HalfFloats, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { type ByteSource, readRange } from "./byte-source.ts";
import { PIECE_ELEMENTS, type StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";
import { type StoredDType, view, type Wrong } from "./stored-dtype.ts";

/** Where a tensor lies, and what its errors are. */
export interface Place {
  readonly source: ByteSource;
  readonly offset: number;
  readonly wrong: Wrong;
}

/** A tensor whose elements lie one after the other in a source, from `offset` on. */
export class RangeTensor implements StoredTensor {
  readonly shape: Shape;
  readonly #stored: StoredDType;
  readonly #place: Place;
  readonly halfPieces: StoredTensor["halfPieces"];

  /** The elements must fill whole blocks of the type. */
  constructor(shape: Shape, stored: StoredDType, place: Place) {
    this.shape = shape;
    this.#stored = stored;
    this.#place = place;
    const { halves: format } = stored;
    this.halfPieces = format && ((memory) => this.#halves(format, memory));
  }

  get dtype(): DType {
    return this.#stored.dtype;
  }

  get bytes(): number {
    return this.#bytesOf(sizeOf(this.shape));
  }

  async read(): Promise<HostTensor> {
    const { dtype, shape } = this;
    return { dtype, shape, values: await this.#elements(0, sizeOf(shape)) };
  }

  async *pieces(memory?: PieceMemory): AsyncGenerator<HostTensor["values"]> {
    for (const [begin, end] of this.#ranges()) yield await this.#elements(begin, end, memory);
  }

  async *#halves(format: HalfFloats["format"], memory: PieceMemory): AsyncGenerator<HalfFloats> {
    for (const [begin, end] of this.#ranges())
      yield { format, bits: view(Uint16Array, await this.#bytes(begin, end, memory)) };
  }

  *#ranges(): Generator<readonly [begin: number, end: number]> {
    const size = sizeOf(this.shape);
    for (
      let begin = 0;
      begin < size;
      begin += PIECE_ELEMENTS // a multiple of every type's block
    )
      yield [begin, Math.min(begin + PIECE_ELEMENTS, size)];
  }

  #bytesOf(elements: number): number {
    const { bytes, block = 1 } = this.#stored;
    return (elements / block) * bytes;
  }

  async #elements(begin: number, end: number, memory?: PieceMemory): Promise<HostTensor["values"]> {
    const bytes = await this.#bytes(begin, end, memory);
    return this.#stored.decode(bytes, begin, this.#place.wrong, memory);
  }

  #bytes(begin: number, end: number, memory?: PieceMemory): Promise<Uint8Array> {
    const { source, offset } = this.#place;
    const length = this.#bytesOf(end - begin);
    return readRange(source, offset + this.#bytesOf(begin), length, memory);
  }
}
