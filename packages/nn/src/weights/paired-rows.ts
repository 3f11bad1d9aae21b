import type { DType, Shape } from "@qkv/core-wasm/contract";
import { PIECE_ELEMENTS, type StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";
import type { PieceMemory } from "./piece-memory.ts";
import { madeValues, wholeValues } from "./whole-values.ts";

/**
 * The rows of a projection to queries or keys in the order in which Hugging Face's rotary embedding turns them. Meta's Llama,
 * and with it GGUF and llama2.c, turns the neighbours 2i and 2i + 1 of a head; Hugging Face's turns i and i + width / 2.
 */
export class PairedRows implements StoredTensor {
  readonly #stored: StoredTensor;
  readonly #heads: number;

  /** `stored`: [heads * width, inputs], or a bias [heads * width]; width even. */
  constructor(stored: StoredTensor, heads: number) {
    this.#stored = stored;
    this.#heads = heads;
  }

  get dtype(): DType {
    return this.#stored.dtype;
  }

  get shape(): Shape {
    return this.#stored.shape;
  }

  get bytes(): number {
    return this.#stored.bytes;
  }

  async read(): Promise<HostTensor> {
    const { dtype, shape, values } = await this.#stored.read();
    return { dtype, shape, values: this.#writeRows(values, 0, values.slice()) };
  }

  async *pieces(memory?: PieceMemory): AsyncGenerator<HostTensor["values"]> {
    const values = await wholeValues(this.#stored, memory);
    const rows = this.shape[0]!;
    const length = values.length / rows;
    if (values.length === 0) return;
    const step = Math.max(1, Math.floor(PIECE_ELEMENTS / length));
    for (let first = 0; first < rows; first += step) {
      const made = madeValues(this, Math.min(step, rows - first) * length, memory);
      yield this.#writeRows(values, first, made);
    }
  }

  /** Fill `made` with rows, from row `first` on: the first of each pair, and then the others. */
  #writeRows(values: HostTensor["values"], first: number, made: HostTensor["values"]) {
    const rows = this.shape[0]!;
    const length = values.length / rows;
    const width = rows / this.#heads;
    for (let row = first, at = 0; at < made.length; row++, at += length) {
      const within = row % width;
      const from = row - within + 2 * (within % (width / 2)) + Math.floor(within / (width / 2));
      made.set(values.subarray(from * length, (from + 1) * length), at);
    }
    return made;
  }
}
