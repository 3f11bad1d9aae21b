import { Module } from "../module/module.ts";
import { constant } from "../op-definition/constant.ts";
import { expectCount, expectElements } from "../options/expect-count.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Attention to neighbours on both sides: a query sees the keys at most `reach` tokens away. Beltagy et al.,
 * arXiv:2004.05150; as in ModernBERT, arXiv:2412.13663. Keeps the mask of the length it was last asked for: layers that
 * share a window share the mask.
 */
export class LocalWindow extends Module {
  /** Tokens to each side. */
  readonly reach: number;
  #mask: Tensor | undefined;

  constructor(reach: number) {
    super();
    expectCount("LocalWindow", "reach", reach, 0);
    this.reach = reach;
  }

  /** float32 [1, 1, tokens, tokens], to be added to the scores: 0 within reach, else -Infinity. */
  mask(device: Device, tokens: number): Tensor {
    if (this.#mask && this.#mask.device === device && this.#mask.shape[3] === tokens)
      return this.#mask;
    expectElements(this.path, tokens, tokens);
    const values = () => this.#values(tokens);
    this.#mask?.dispose();
    this.#mask = constant(device, [1, 1, tokens, tokens], values).makeLasting();
    return this.#mask;
  }

  #values(tokens: number): Float32Array {
    const values = new Float32Array(tokens * tokens).fill(-Infinity);
    for (let query = 0; query < tokens; query++) {
      const start = Math.max(0, query - this.reach);
      const end = Math.min(tokens, query + this.reach + 1);
      values.fill(0, query * tokens + start, query * tokens + end);
    }
    return values;
  }

  protected override freed(): void {
    this.#mask?.dispose();
    this.#mask = undefined;
  }
}
