import { type DType, type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { type ByteSource, readRange } from "./byte-source.ts";
import { PIECE_ELEMENTS, type StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import type { StoredDType } from "./stored-dtype.ts";

/** A tensor whose elements lie one after the other in a source, from `offset` on. */
export class RangeTensor implements StoredTensor {
  readonly shape: Shape;
  readonly #name: string;
  readonly #source: ByteSource;
  readonly #offset: number;
  readonly #stored: StoredDType;

  constructor(
    name: string,
    shape: Shape,
    stored: StoredDType,
    { source, offset }: { readonly source: ByteSource; readonly offset: number },
  ) {
    this.shape = shape;
    this.#name = name;
    this.#source = source;
    this.#offset = offset;
    this.#stored = stored;
  }

  get dtype(): DType {
    return this.#stored.dtype;
  }

  get bytes(): number {
    return sizeOf(this.shape) * this.#stored.bytes;
  }

  async read(): Promise<HostTensor> {
    const { dtype, shape } = this;
    return { dtype, shape, values: await this.#elements(0, sizeOf(shape)) };
  }

  async *pieces(): AsyncGenerator<HostTensor["values"]> {
    const size = sizeOf(this.shape);
    for (let begin = 0; begin < size; begin += PIECE_ELEMENTS)
      yield await this.#elements(begin, Math.min(begin + PIECE_ELEMENTS, size));
  }

  async #elements(begin: number, end: number): Promise<HostTensor["values"]> {
    const { bytes, decode } = this.#stored;
    const offset = this.#offset + begin * bytes;
    return decode(await readRange(this.#source, offset, (end - begin) * bytes), this.#name, begin);
  }
}
