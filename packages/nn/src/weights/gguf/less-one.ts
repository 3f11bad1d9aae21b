import type { DType, Shape } from "@qkv/core-wasm/contract";
import type { StoredTensor } from "../checkpoint.ts";
import type { HostTensor } from "../host-tensor.ts";
import type { PieceMemory } from "../piece-memory.ts";

/** A tensor's values less 1: what the norms of Gemma's files at Hugging Face are beside those of GGUF. */
export class LessOne implements StoredTensor {
  readonly #stored: StoredTensor;

  constructor(stored: StoredTensor) {
    this.#stored = stored;
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
    return { dtype, shape, values: lessOne(values) };
  }

  async *pieces(memory?: PieceMemory): AsyncGenerator<HostTensor["values"]> {
    for await (const values of this.#stored.pieces(memory)) yield lessOne(values);
  }
}

const lessOne = (values: HostTensor["values"]): HostTensor["values"] => values.map((x) => x - 1);
