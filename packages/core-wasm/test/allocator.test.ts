import { describe, expect, it } from "vitest";
import { Allocator, alignUp } from "../src/backend/allocator.ts";

const START = 1000;

function makeAllocator() {
  const ends: number[] = [];
  const allocator = new Allocator(START, (end) => void ends.push(end));
  return { allocator, ends };
}

describe("Allocator", () => {
  it("aligns every address to 64 bytes, from its start on", () => {
    const { allocator } = makeAllocator();
    const addresses = [1, 4, 63, 64, 65, 0, 4096].map((bytes) => allocator.allocate(bytes));
    expect(addresses[0]).toBe(1024);
    for (const address of addresses) expect(address % 64).toBe(0);
    expect(new Set(addresses).size).toBe(addresses.length);
  });

  it("rounds sizes up to whole cache lines, at least one", () => {
    expect([0, 1, 64, 65, 128].map(alignUp)).toEqual([64, 64, 64, 128, 128]);
  });

  it("hands a freed block out again at the same size", () => {
    const { allocator } = makeAllocator();
    const first = allocator.allocate(256);
    allocator.allocate(64);
    allocator.free(first, 256);
    expect(allocator.allocate(200)).toBe(first);
  });

  it("splits the smallest larger block, and uses its rest", () => {
    const { allocator } = makeAllocator();
    const large = allocator.allocate(1024);
    allocator.allocate(64);
    const middle = allocator.allocate(512);
    allocator.allocate(64);
    allocator.free(large, 1024);
    allocator.free(middle, 512);
    expect(allocator.allocate(128)).toBe(middle);
    expect(allocator.allocate(384)).toBe(middle + 128);
  });

  it("joins neighbours before it grows", () => {
    const { allocator } = makeAllocator();
    const blocks = [128, 64, 256].map((bytes) => [allocator.allocate(bytes), bytes] as const);
    allocator.allocate(64);
    const { top } = allocator;
    for (const [address, bytes] of [blocks[1]!, blocks[0]!, blocks[2]!])
      allocator.free(address, bytes);
    expect(allocator.allocate(448)).toBe(blocks[0]![0]);
    expect(allocator.top).toBe(top);
  });

  it("gives free blocks at the top back to it", () => {
    const { allocator } = makeAllocator();
    const kept = allocator.allocate(64);
    const last = allocator.allocate(64);
    allocator.free(last, 64);
    expect(allocator.allocate(1024)).toBe(kept + 64);
    expect(allocator.top).toBe(kept + 64 + 1024);
  });

  it("asks for memory before it hands it out, and stays whole when there is none", () => {
    const { allocator, ends } = makeAllocator();
    allocator.allocate(100);
    expect(ends).toEqual([1024 + 128]);
    const full = new Allocator(START, (end) => {
      if (end > 2048) throw new RangeError("full");
    });
    full.allocate(512);
    expect(() => full.allocate(1024)).toThrow("full");
    expect(full.allocate(512)).toBe(1024 + 512);
  });

  /** Sixty blocks, every third step one of them freed early; gives the most bytes in use at once. */
  function runStep(allocator: Allocator, order: number): number {
    const live: [address: number, bytes: number][] = [];
    let used = 0;
    let peak = 0;
    for (let i = 0; i < 60; i++) {
      const bytes = 64 * (1 + (((i + order) * 37) % 41));
      live.push([allocator.allocate(bytes), bytes]);
      used += bytes;
      peak = Math.max(peak, used);
      if (i % 3 < 2) continue;
      const [address, freed] = live.splice((i * 5) % live.length, 1)[0]!;
      allocator.free(address, freed);
      used -= freed;
    }
    for (const block of live) allocator.free(...block);
    return peak;
  }

  it("does not grow over 2000 training steps: forward keeps, backward frees in reverse", () => {
    const { allocator } = makeAllocator();
    const sizes = Array.from({ length: 40 }, (_, i) => 4 * [384, 1536, 65, 2, 1152][i % 5]! * 96);
    const tops = Array.from({ length: 2000 }, () => {
      const kept = sizes.map((bytes) => [allocator.allocate(bytes), bytes] as const);
      let gradient = allocator.allocate(4);
      let gradientBytes = 4;
      for (const [address, bytes] of kept.toReversed()) {
        const next = allocator.allocate(bytes);
        allocator.free(gradient, gradientBytes);
        allocator.free(address, bytes);
        [gradient, gradientBytes] = [next, bytes];
      }
      allocator.free(gradient, gradientBytes);
      return allocator.top;
    });
    // Splitting and joining settle within the first steps, a few parts in a hundred above the first.
    expect(Math.max(...tops.slice(200))).toBeLessThanOrEqual(Math.max(...tops.slice(0, 200)));
    expect(Math.max(...tops)).toBeLessThan(1.25 * tops[0]!);
  });

  it("stays within a quarter of the need over 2000 steps in changing order", () => {
    const { allocator } = makeAllocator();
    let peak = 0;
    for (let step = 0; step < 2000; step++) peak = Math.max(peak, runStep(allocator, step));
    expect(allocator.top - START).toBeLessThan(1.25 * peak);
  });

  it("never hands out overlapping blocks", () => {
    const { allocator } = makeAllocator();
    const live = new Map<number, number>();
    let state = 1;
    const random = (below: number) => {
      state = (state * 48271) % 2147483647;
      return state % below;
    };
    for (let i = 0; i < 5000; i++) {
      if (live.size > 20 && random(2) === 0) {
        const [address, bytes] = [...live][random(live.size)]!;
        live.delete(address);
        allocator.free(address, bytes);
        continue;
      }
      const bytes = 1 + random(2000);
      const address = allocator.allocate(bytes);
      for (const [other, size] of live)
        expect(address + bytes <= other || other + size <= address).toBe(true);
      live.set(address, bytes);
    }
  });
});
