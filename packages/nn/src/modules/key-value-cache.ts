import type { Device } from "../tensor/device.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Keys and values of the tokens one attention layer has seen; written in place. */
export class KeyValueCache implements Disposable {
  /** [batch, capacity, width] */
  readonly keys: Tensor;
  readonly values: Tensor;
  /** Tokens that are in. */
  length = 0;

  constructor(device: Device, batch: number, capacity: number, width: number) {
    this.keys = Tensor.empty(device, [batch, capacity, width]).makeLasting();
    this.values = Tensor.empty(device, [batch, capacity, width]).makeLasting();
  }

  get capacity(): number {
    return this.keys.shape[1]!;
  }

  dispose(): void {
    this.keys.dispose();
    this.values.dispose();
  }

  [Symbol.dispose](): void {
    this.dispose();
  }
}
