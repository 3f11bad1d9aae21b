import { bufferUsage, mapMode } from "../device/buffer-usage.ts";
import type { CommandQueue } from "./command-queue.ts";

const faultBytes = 16;
/** Larger copies are made for one read: to save a model would otherwise hold its size of memory for good. */
const largestKept = 1 << 20;

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
    if (launches.size > 0) {
      // Emptied here, in the order of the commands: launches of the next read report theirs.
      queue.copy(queue.slots.faults, staging, faultBytes, { targetOffset: copied });
      queue.copy(queue.slots.noFault, queue.slots.faults, faultBytes);
    }
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
    this.#give(staging);
    queue.throwIfFailed();
    const describe = launches.get(id!);
    if (describe) throw describe(position!, value!);
    return values;
  }

  #take(bytes: number): GPUBuffer {
    const size = bytes > largestKept ? bytes : 2 ** Math.ceil(Math.log2(Math.max(256, bytes)));
    return (
      this.#free.get(size)?.pop() ??
      this.#queue.device.createBuffer({
        label: "read back",
        size,
        usage: bufferUsage.mapRead | bufferUsage.copyDestination,
      })
    );
  }

  #give(staging: GPUBuffer): void {
    const free = this.#free.get(staging.size);
    if (staging.size > largestKept) staging.destroy();
    else if (free) free.push(staging);
    else this.#free.set(staging.size, [staging]);
  }
}
