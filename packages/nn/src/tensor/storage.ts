import type { DType } from "@qkv/core-wasm/contract";
import type { Device } from "./device.ts";

/** A device buffer that several tensors may share; released with its last tensor. */
export class Storage {
  readonly device: Device;
  readonly dtype: DType;
  readonly buffer: unknown;
  #users = 1;

  constructor(device: Device, length: number, dtype: DType) {
    this.device = device;
    this.dtype = dtype;
    this.buffer = device.backend.allocate(length, dtype);
  }

  /** True when no other tensor sees this memory: it may be changed in place. */
  get exclusive(): boolean {
    return this.#users === 1;
  }

  share(): this {
    this.#users++;
    return this;
  }

  release(): void {
    if (--this.#users === 0) this.device.backend.release(this.buffer);
  }
}
