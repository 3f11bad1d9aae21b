import { constant } from "../op-definition/constant.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

interface Sizes {
  readonly batch: number;
  readonly tokens: number;
  readonly heads: number;
  /** Heads, from the first on, that have their token's position; the rest have position 0. */
  readonly rotated: number;
  /** Position of the first token. */
  readonly offset: number;
}

/**
 * The position of every head of every token, int32 [batch tokens, heads]. Keeps those of the last pass, which are the same
 * in all layers.
 */
export class HeadPositions implements Disposable {
  #pass = "";
  readonly #made = new Map<string, Tensor>();

  get(device: Device, { batch, tokens, heads, rotated, offset }: Sizes): Tensor {
    const pass = [batch, tokens, offset].join();
    if (pass !== this.#pass) this.dispose();
    this.#pass = pass;
    const key = [heads, rotated].join();
    const known = this.#made.get(key);
    if (known && known.device === device) return known;
    known?.dispose();
    const values = () =>
      Int32Array.from({ length: batch * tokens * heads }, (_, i) =>
        i % heads < rotated ? offset + (Math.floor(i / heads) % tokens) : 0,
      );
    const made = constant(device, [batch * tokens, heads], values, "int32").makeLasting();
    this.#made.set(key, made);
    return made;
  }

  dispose(): void {
    for (const positions of this.#made.values()) positions.dispose();
    this.#made.clear();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
