import { bufferUsage, mapMode } from "../device/usage.ts";
import type { CommandQueue } from "./command-queue.ts";

const faultBytes = 16;

/** Copies device memory to the host. The only thing that waits for the device; reads of one turn share a submit. */
export class ReadBack {
  readonly #queue: CommandQueue;
  readonly #free = new Map<number, GPUBuffer[]>();

  constructor(queue: CommandQueue) {
    this.#queue = queue;
  }

  /** The first `bytes` of the buffer, once all that was recorded so far is done. Throws what went wrong until then. */
  async read(source: GPUBuffer, bytes: number): Promise<ArrayBuffer> {
    const queue = this.#queue;
    queue.throwIfFailed();
    const copied = Math.ceil(bytes / 16) * 16;
    const staging = this.#take(copied + faultBytes);
    const launches = queue.faults.take();
    if (copied > 0) queue.copy(source, staging, copied);
    if (launches.size > 0)
      queue.copy(queue.slots.faults, staging, faultBytes, { targetOffset: copied });
    await Promise.resolve();
    await queue.flush();
    queue.throwIfFailed();
    try {
      await staging.mapAsync(mapMode.read);
    } catch (error) {
      await Promise.resolve(); // a lost device settles its promise in the same turn
      queue.throwIfFailed();
      throw error;
    }
    const mapped = staging.getMappedRange();
    const values = mapped.slice(0, bytes);
    const [id, position, value] = new Int32Array(mapped.slice(copied, copied + faultBytes));
    staging.unmap();
    this.#free.get(staging.size)!.push(staging);
    queue.throwIfFailed();
    const describe = launches.get(id!);
    if (describe) {
      queue.device.queue.writeBuffer(queue.slots.faults, 0, new Uint32Array(4));
      throw describe(position!, value!);
    }
    return values;
  }

  #take(bytes: number): GPUBuffer {
    const size = 2 ** Math.ceil(Math.log2(Math.max(256, bytes)));
    let free = this.#free.get(size);
    if (!free) {
      free = [];
      this.#free.set(size, free);
    }
    return (
      free.pop() ??
      this.#queue.device.createBuffer({
        label: "read back",
        size,
        usage: bufferUsage.mapRead | bufferUsage.copyDestination,
      })
    );
  }
}
