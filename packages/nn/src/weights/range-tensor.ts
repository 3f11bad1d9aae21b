import { type DType, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { type ByteSource, readRange } from "./byte-source.ts";
import { PIECE_ELEMENTS, type StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";
import type { StoredDType, Wrong } from "./stored-dtype.ts";

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

  /** The elements must fill whole blocks of the type. */
  constructor(shape: Shape, stored: StoredDType, place: Place) {
    this.shape = shape;
    this.#stored = stored;
    this.#place = place;
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
    const size = sizeOf(this.shape);
    for (
      let begin = 0;
      begin < size;
      begin += PIECE_ELEMENTS // a multiple of every type's block
    )
      yield await this.#elements(begin, Math.min(begin + PIECE_ELEMENTS, size), memory);
  }

  #bytesOf(elements: number): number {
    const { bytes, block = 1 } = this.#stored;
    return (elements / block) * bytes;
  }

  async #elements(begin: number, end: number, memory?: PieceMemory): Promise<HostTensor["values"]> {
    const { source, offset, wrong } = this.#place;
    const length = this.#bytesOf(end - begin);
    const bytes = await readRange(source, offset + this.#bytesOf(begin), length, memory);
    return this.#stored.decode(bytes, begin, wrong, memory);
  }
}
