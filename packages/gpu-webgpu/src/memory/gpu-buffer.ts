import type { DType } from "@qkv/core-wasm/contract";
import { DeviceLostError } from "../device/errors.ts";
import type { PlatformBuffer } from "../device/platform-types.ts";

/** Values as the device holds them: over an ArrayBuffer, in words that TypeScript before 5.7 knows too. */
export type DeviceArray = ReturnType<typeof Float32Array.from> | ReturnType<typeof Int32Array.from>;

/** A GPU buffer of the pool. */
export interface MemoryBlock {
  /** Counts up: names the block in bind-group keys, and orders the pool. */
  readonly id: number;
  readonly bytes: number;
  readonly gpu: PlatformBuffer;
  /** The number of the batch of commands that used it last. */
  lastBatch: number;
  /** The device had no memory for it: nothing can be read from it or written to it. */
  failed: boolean;
}

/** A run of elements in device memory. Kernels see it as an array; its memory comes from the pool. */
export class WebgpuBuffer {
  readonly length: number;
  readonly dtype: DType;
  /** What was last uploaded, while nothing has written to it since; kept where host copies are wanted. */
  hostCopy: DeviceArray | undefined;
  #block: MemoryBlock | undefined;
  #goneBecause = "it was released";

  constructor(length: number, dtype: DType, block: MemoryBlock) {
    this.length = length;
    this.dtype = dtype;
    this.#block = block;
  }

  get bytes(): number {
    return 4 * this.length;
  }

  get block(): MemoryBlock {
    if (!this.#block)
      throw new (this.released ? Error : DeviceLostError)(
        `webgpu: a buffer of ${this.length} elements has no memory: ${this.#goneBecause}`,
      );
    return this.#block;
  }

  released = false;

  /** The block goes back to the pool; undefined when a lost device took it. */
  release(): MemoryBlock | undefined {
    const block = this.#block;
    this.#block = undefined;
    this.released = true;
    this.hostCopy = undefined;
    return block;
  }

  /** The device is lost, and with it the values. */
  lose(): void {
    this.#block = undefined;
    this.#goneBecause =
      "its values were lost with the device; upload them again, for training from the last checkpoint";
  }

  /** Other memory: on a new device, or because its own is in use. */
  moveTo(block: MemoryBlock): void {
    this.#block = block;
  }

  get lost(): boolean {
    return !this.#block && !this.released;
  }
}
