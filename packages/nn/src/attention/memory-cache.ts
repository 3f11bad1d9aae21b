import { tensor } from "../device/create-tensor.ts";
import { indexSelect } from "../ops/index-select.ts";
import { expectList, expectObject } from "../options/expect-argument.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Keys and values of an encoder's memory, [batch, sources, width]. */
export interface MemoryRows {
  readonly k: Tensor;
  readonly v: Tensor;
}

/** What one cross attention has made of the memory: it stays the same for every token of the target. */
export class MemoryCache implements Disposable {
  #held: MemoryRows | undefined;

  get held(): MemoryRows | undefined {
    return this.#held;
  }

  /** Takes them over: they last until the cache is cleared. */
  keep(rows: MemoryRows): MemoryRows {
    expectObject("MemoryCache", "rows", rows, "an object { k, v } of tensors");
    const { k, v } = rows;
    expectTensor("MemoryCache", "k", k);
    expectTensor("MemoryCache", "v", v);
    this.clear();
    this.#held = { k: k.makeLasting(), v: v.makeLasting() };
    return this.#held;
  }

  /** Row i of the batch goes on with row rows[i]. */
  reorder(rows: readonly number[]): void {
    expectList("MemoryCache", "rows", rows);
    if (!this.#held) return;
    const { k, v } = this.#held;
    if (rows.length === k.shape[0] && rows.every((row, i) => row === i)) return;
    using index = tensor(Int32Array.from(rows), { device: k.device });
    this.keep({ k: indexSelect(k, 0, index), v: indexSelect(v, 0, index) });
  }

  clear(): void {
    this.#held?.k.dispose();
    this.#held?.v.dispose();
    this.#held = undefined;
  }

  dispose(): void {
    this.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
