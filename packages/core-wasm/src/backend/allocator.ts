const ALIGNMENT = 64;

/** Bytes that an allocation of `bytes` takes: whole cache lines, at least one. */
export const alignUp = (bytes: number): number =>
  Math.max(ALIGNMENT, Math.ceil(bytes / ALIGNMENT) * ALIGNMENT);

/**
 * Hands out aligned ranges of a linear memory. A training step asks for the same sizes again and
 * again, so freed blocks wait in bins by exact size; only when no bin fits are neighbours joined,
 * and only when that does not help either does the memory grow.
 */
export class Allocator {
  /** Freed blocks: size -> addresses. */
  readonly #bins = new Map<number, number[]>();
  readonly #start: number;
  #top: number;
  readonly #reserve: (end: number) => void;

  /** `reserve(end)` must make the memory at least `end` bytes long, or throw. */
  constructor(start: number, reserve: (end: number) => void) {
    this.#start = Math.ceil(start / ALIGNMENT) * ALIGNMENT;
    this.#top = this.#start;
    this.#reserve = reserve;
  }

  /** First byte that was never handed out. */
  get top(): number {
    return this.#top;
  }

  allocate(bytes: number): number {
    const size = alignUp(bytes);
    const address = this.#bins.get(size)?.pop();
    if (address !== undefined) return address;
    const part = this.#split(size);
    if (part !== undefined) return part;
    this.#join();
    return this.#split(size) ?? this.#extend(size);
  }

  free(address: number, bytes: number): void {
    this.#put(address, alignUp(bytes));
  }

  #put(address: number, size: number): void {
    const bin = this.#bins.get(size);
    if (bin) bin.push(address);
    else this.#bins.set(size, [address]);
  }

  /** Take the smallest free block that is large enough; give its rest back. */
  #split(size: number): number | undefined {
    let best = Infinity;
    for (const [binSize, bin] of this.#bins)
      if (binSize >= size && binSize < best && bin.length > 0) best = binSize;
    const address = this.#bins.get(best)?.pop();
    if (address === undefined) return undefined;
    if (best > size) this.#put(address + size, best - size);
    return address;
  }

  /** Join neighbouring free blocks; those at the top go back to it. */
  #join(): void {
    const blocks: [address: number, size: number][] = [];
    for (const [size, bin] of this.#bins) for (const address of bin) blocks.push([address, size]);
    blocks.sort((a, b) => a[0] - b[0]);
    this.#bins.clear();
    let [address, size] = [this.#start, 0];
    for (const block of blocks) {
      if (address + size === block[0]) {
        size += block[1];
        continue;
      }
      if (size > 0) this.#put(address, size);
      [address, size] = block;
    }
    if (size === 0) return;
    if (address + size === this.#top) this.#top = address;
    else this.#put(address, size);
  }

  #extend(size: number): number {
    const address = this.#top;
    this.#reserve(address + size);
    this.#top = address + size;
    return address;
  }
}
