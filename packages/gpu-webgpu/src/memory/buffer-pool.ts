import { bufferUsage } from "../device/buffer-usage.ts";
import { DeviceOutOfMemoryError } from "../device/errors.ts";
import type { MemoryBlock } from "./gpu-buffer.ts";

/**
 * GPU buffers by size, kept for reuse. The free block of the lowest number is taken first: a training step asks for
 * the same sizes in the same order, so every step gets the same blocks, and its bind groups are found in the cache.
 */
export class BufferPool {
  readonly #device: GPUDevice;
  readonly #onOutOfMemory: (error: DeviceOutOfMemoryError) => void;
  readonly #free = new Map<number, MemoryBlock[]>();
  #made = 0;
  #freeBytes = 0;
  #reservedBytes = 0;

  constructor(device: GPUDevice, onOutOfMemory: (error: DeviceOutOfMemoryError) => void) {
    this.#device = device;
    this.#onOutOfMemory = onOutOfMemory;
  }

  get reservedBytes(): number {
    return this.#reservedBytes;
  }

  get freeBytes(): number {
    return this.#freeBytes;
  }

  take(bytes: number): MemoryBlock {
    const size = blockSize(bytes);
    const block = this.#free.get(size)?.pop();
    if (!block) return this.#make(size);
    this.#freeBytes -= size;
    return block;
  }

  /** A block that no command waits to use: one that is free, or a new one. */
  takeIdle(bytes: number, isUsed: (block: MemoryBlock) => boolean): MemoryBlock {
    const size = blockSize(bytes);
    const free = this.#free.get(size) ?? [];
    const at = free.findLastIndex((block) => !isUsed(block));
    if (at < 0) return this.#make(size);
    this.#freeBytes -= size;
    return free.splice(at, 1)[0]!;
  }

  give(block: MemoryBlock): void {
    if (block.failed) return;
    let free = this.#free.get(block.bytes);
    if (!free) {
      free = [];
      this.#free.set(block.bytes, free);
    }
    let at = free.length; // descending ids: pop() takes the lowest
    while (at > 0 && free[at - 1]!.id < block.id) at--;
    free.splice(at, 0, block);
    this.#freeBytes += block.bytes;
  }

  /** Give free blocks back to the device. Only while no recorded command waits to be submitted. */
  trim(): void {
    for (const blocks of this.#free.values())
      for (const block of blocks) {
        block.gpu.destroy();
        this.#reservedBytes -= block.bytes;
      }
    this.#free.clear();
    this.#freeBytes = 0;
  }

  #make(bytes: number): MemoryBlock {
    const { maxBufferSize, maxStorageBufferBindingSize } = this.#device.limits;
    const most = Math.min(maxBufferSize, maxStorageBufferBindingSize);
    if (bytes > most)
      throw new DeviceOutOfMemoryError(
        `webgpu: a buffer of ${bytes} bytes was asked for, and this device binds at most ${most}`,
        "use a smaller batch or context, or the WASM device", // what is freed makes no buffer larger
      );
    this.#device.pushErrorScope("out-of-memory");
    const gpu = this.#device.createBuffer({
      label: `block ${this.#made}`,
      size: bytes,
      usage: bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyDestination,
    });
    const block: MemoryBlock = { id: this.#made++, bytes, gpu, lastBatch: -1, failed: false };
    const reserved = this.#reservedBytes;
    this.#device.popErrorScope().then(
      (error) => {
        if (!error) return;
        this.#drop(block);
        this.#onOutOfMemory(
          new DeviceOutOfMemoryError(
            `webgpu: no memory for a buffer of ${bytes} bytes beside ${reserved} in use (${error.message})`,
          ),
        );
      },
      () => {}, // the device is lost: reads say so
    );
    this.#reservedBytes += bytes;
    return block;
  }

  /** Never hand this block out again; it may have been given back already. */
  #drop(block: MemoryBlock): void {
    block.failed = true;
    this.#reservedBytes -= block.bytes;
    const free = this.#free.get(block.bytes);
    const at = free?.indexOf(block) ?? -1;
    if (at < 0) return;
    free!.splice(at, 1);
    this.#freeBytes -= block.bytes;
  }
}

/** Whole vec4s, and few different sizes: a multiple of 256 bytes, above a megabyte of 64 KiB. */
function blockSize(bytes: number): number {
  const unit = bytes > 1 << 20 ? 1 << 16 : 256;
  return Math.max(unit, Math.ceil(bytes / unit) * unit);
}
