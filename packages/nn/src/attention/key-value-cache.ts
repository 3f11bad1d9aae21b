import type { Device } from "../tensor/device.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Keys and values of the tokens one attention layer has seen; written in place. */
export class KeyValueCache implements Disposable {
  /** [batch, heads, capacity, headSize]: what a head reads lies together. */
  readonly keys: Tensor;
  readonly values: Tensor;
  /** Tokens that are in. */
  length = 0;

  constructor(
    device: Device,
    shape: readonly [batch: number, heads: number, capacity: number, headSize: number],
  ) {
    this.keys = Tensor.empty(device, shape).makeLasting();
    this.values = Tensor.empty(device, shape).makeLasting();
  }

  get capacity(): number {
    return this.keys.shape[2]!;
  }

  dispose(): void {
    this.keys.dispose();
    this.values.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
