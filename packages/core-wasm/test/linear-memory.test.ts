import { describe, expect, it } from "vitest";
import { LinearMemory } from "../src/backend/linear-memory.ts";
import { OutOfMemoryError } from "../src/contract/index.ts";

const HEAP = 1024;
const PAGE = 65536;

function makeMemory({ guarded = false, initial = 1, maximum = 64 } = {}) {
  const wasmMemory = new WebAssembly.Memory({ initial, maximum });
  const memory = new LinearMemory(wasmMemory, HEAP, guarded);
  const floats = () => new Float32Array(wasmMemory.buffer);
  return { memory, floats, wasmMemory };
}

describe("LinearMemory", () => {
  it("reads back what was uploaded, as float32 or int32", () => {
    const { memory } = makeMemory();
    const x = memory.allocate(3, "float32");
    const ids = memory.allocate(2, "int32");
    memory.upload(x, [1, 0.1, -3]);
    memory.upload(ids, [-7, 2 ** 31 - 1]);
    expect(memory.read(x)).toEqual(Float32Array.of(1, 0.1, -3));
    expect(memory.read(ids)).toEqual(Int32Array.of(-7, 2 ** 31 - 1));
  });

  it("refuses more values than the buffer holds", () => {
    const { memory } = makeMemory();
    expect(() => memory.upload(memory.allocate(2, "float32"), [1, 2, 3])).toThrow(
      "3 values for a buffer of 2",
    );
  });

  it("grows once for what is about to be allocated, and refuses nothing beforehand", () => {
    const { memory, wasmMemory } = makeMemory();
    const before = wasmMemory.buffer;
    memory.makeRoom(10 * PAGE);
    const grown = wasmMemory.buffer;
    expect(grown).not.toBe(before);
    const parts = Array.from({ length: 10 }, () => memory.allocate(PAGE / 4, "float32"));
    memory.upload(parts[9]!, [1, 2]);
    expect(wasmMemory.buffer).toBe(grown);
    memory.makeRoom(2 ** 40);
    expect(wasmMemory.buffer).toBe(grown);
    expect(memory.read(parts[9]!).slice(0, 2)).toEqual(Float32Array.of(1, 2));
  });

  it("refuses to release a buffer twice, also when its place is in use again", () => {
    const { memory } = makeMemory();
    const x = memory.allocate(4, "float32");
    memory.release(x);
    expect(() => memory.release(x)).toThrow("released before");
    const y = memory.allocate(4, "float32");
    expect(y.pointer).toBe(x.pointer);
    expect(() => memory.release(x)).toThrow("released before");
    memory.release(y);
  });

  it("reports live buffers, their bytes and the peak", () => {
    const { memory } = makeMemory();
    const x = memory.allocate(10, "float32");
    const y = memory.allocate(5, "int32");
    expect(memory.report()).toMatchObject({ buffers: 2, bytes: 60, peakBytes: 60 });
    memory.release(x);
    expect(memory.report()).toMatchObject({ buffers: 1, bytes: 20, peakBytes: 60 });
    memory.release(y);
    memory.scratch(1000);
    expect(memory.report()).toEqual({
      buffers: 0,
      bytes: 0,
      peakBytes: 60,
      reservedBytes: PAGE,
    });
  });

  it("keeps values and fresh views when the memory grows", () => {
    const { memory, wasmMemory } = makeMemory();
    const x = memory.allocate(4, "float32");
    memory.upload(x, [1, 2, 3, 4]);
    const before = wasmMemory.buffer;
    const large = memory.allocate(PAGE, "float32");
    expect(wasmMemory.buffer).not.toBe(before);
    memory.upload(large, new Float32Array(PAGE).fill(5));
    expect(memory.read(x)).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(memory.read(large).at(-1)).toBe(5);
  });

  it("does not grow when a step is repeated", () => {
    const { memory } = makeMemory({ maximum: 1024 });
    const step = () => {
      const buffers = [1000, 3, 70, 5000, 3].map((length) => memory.allocate(length, "float32"));
      memory.scratch(4000);
      for (const buffer of buffers) memory.release(buffer);
    };
    step();
    const { reservedBytes } = memory.report();
    for (let i = 0; i < 2000; i++) step();
    expect(memory.report().reservedBytes).toBe(reservedBytes);
  });

  it("keeps kernels' reads past the last operand inside the memory", () => {
    const { memory, wasmMemory } = makeMemory();
    const x = memory.allocate((PAGE - HEAP) / 4, "float32");
    expect(wasmMemory.buffer.byteLength).toBeGreaterThanOrEqual(x.pointer + 4 * x.length + 64);
  });

  it("reuses scratch, and moves it only to grow", () => {
    const { memory } = makeMemory();
    const first = memory.scratch(100);
    expect(memory.scratch(50)).toBe(first);
    const x = memory.allocate(100, "float32");
    const grown = memory.scratch(1000);
    expect(grown >= x.pointer + 400 || grown + 1000 <= x.pointer).toBe(true);
    expect(memory.scratch(1000)).toBe(grown);
  });

  it("says what to do when the memory is full, and goes on", () => {
    const { memory } = makeMemory({ initial: 1, maximum: 2 });
    const x = memory.allocate(8, "float32");
    memory.upload(x, [1]);
    const tooMuch = () => memory.allocate(PAGE, "float32");
    expect(tooMuch).toThrow(OutOfMemoryError);
    expect(tooMuch).toThrow(/out of memory: 1 MiB needed.*scope\(\(\) => \.\.\.\).*smaller batch/);
    expect(memory.read(x)[0]).toBe(1);
    expect(memory.report()).toMatchObject({ buffers: 1, bytes: 32 });
    memory.release(memory.allocate(PAGE / 8, "float32"));
  });
});

describe("guards", () => {
  it("see a write on either side, near and far, and name it", () => {
    for (const at of [-1, -64, 5, 68]) {
      const { memory, floats } = makeMemory({ guarded: true });
      const x = memory.allocate(5, "float32");
      memory.upload(x, [1, 2, 3, 4, 5]);
      expect(memory.overruns()).toEqual([]);
      floats()[x.pointer / 4 + at] = 0;
      expect(memory.overruns()).toEqual([`float ${at} of a buffer of 5 was written`]);
    }
  });

  it("are set again when a block is reused", () => {
    const { memory, floats } = makeMemory({ guarded: true });
    const x = memory.allocate(5, "float32");
    floats()[x.pointer / 4 - 1] = 0;
    memory.release(x);
    expect(memory.overruns()).toEqual([]);
    expect(memory.allocate(5, "float32").pointer).toBe(x.pointer);
    expect(memory.overruns()).toEqual([]);
  });

  it("are not there unless asked for", () => {
    const { memory, floats } = makeMemory();
    const x = memory.allocate(5, "float32");
    floats()[x.pointer / 4 - 1] = 1;
    expect(memory.overruns()).toEqual([]);
  });
});
