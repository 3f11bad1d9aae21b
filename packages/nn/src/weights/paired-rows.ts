import type { DType, Shape } from "@qkv/core-wasm/contract";
import { PIECE_ELEMENTS, type StoredTensor } from "./checkpoint.ts";
import type { HostTensor } from "./host-tensor.ts";

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
    return { dtype, shape, values: halvesFromPairs(values, shape[0]!, this.#heads) };
  }

  async *pieces(): AsyncGenerator<HostTensor["values"]> {
    const { values } = await this.read();
    for (let begin = 0; begin < values.length; begin += PIECE_ELEMENTS)
      yield values.subarray(begin, begin + PIECE_ELEMENTS);
  }
}

function halvesFromPairs(
  values: HostTensor["values"],
  rows: number,
  heads: number,
): HostTensor["values"] {
  const made = values.slice();
  const length = values.length / rows;
  const width = rows / heads;
  for (let row = 0; row < rows; row++) {
    const within = row % width;
    const from = row - within + 2 * (within % (width / 2)) + Math.floor(within / (width / 2));
    made.set(values.subarray(from * length, (from + 1) * length), row * length);
  }
  return made;
}
