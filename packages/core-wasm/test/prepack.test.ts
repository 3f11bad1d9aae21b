import { describe, expect, it, vi } from "vitest";
import { ThreadPool } from "../src/backend/threads/thread-pool.ts";
import { createThreadedWasmBackend } from "../src/backend/threads/threaded-backend.ts";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { canPrepack, prepacking } from "../src/contract/conformance-prepacked.ts";
import {
  type Backend,
  createReferenceBackend,
  kernels,
  oracles,
  sizeOf,
} from "../src/contract/index.ts";
import { differences, sampleDifferences } from "./every-sample.ts";
import { availableBuilds, runKernel, type Tensor } from "./run-kernel.ts";

const attrs = { transposeA: false, transposeB: true, activation: "none" };

/** Deterministic values in -1 .. 1. */
const values = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => Math.sin(12.9898 * (i + 1)));

const product = (backend: Backend, m: number, n: number, k: number): number[] => {
  const a: Tensor = { shape: [m, k], values: values(m * k) };
  const b: Tensor = { shape: [n, k], values: values(n * k) };
  return runKernel(backend, "matmul", { a, b, bias: Array.from(values(n)) }, attrs).c!;
};

describe.each(availableBuilds)("prepacked weights of the %s build", (build) => {
  const backend = createWasmBackend({ build });
  const prepacked = prepacking(backend);

  it("give the bits of weights as they are, but for few rows of a transposed one", () => {
    const samples = oracles.matmul.samples.filter(({ shapes, attrs }) => {
      const { c } = kernels.matmul.shapes(shapes, attrs);
      const rows = sizeOf(c) / c.at(-1)!;
      return canPrepack(shapes.b) && !(attrs.transposeB && rows <= 3);
    });
    expect(samples.length).toBeGreaterThan(60);
    for (const sample of samples)
      expect(sampleDifferences(backend, prepacked, "matmul", sample)).toEqual([]);
  });

  it.each([
    [33, 257],
    [150, 1030],
    [8, 5],
  ])("give a row the same bits among any number of rows: n %i, k %i", (n, k) => {
    const many = product(prepacked, 20, n, k);
    for (let m = 1; m < 20; m++) expect(product(prepacked, m, n, k)).toEqual(many.slice(0, m * n));
  });

  it("give the bits of one thread on two", async () => {
    const threaded = await createThreadedWasmBackend({ threads: 2, build, grain: 1e-4 });
    const run = vi.spyOn(ThreadPool.prototype, "run");
    expect(differences(prepacked, prepacking(threaded), ["matmul"])).toEqual([]);
    expect(run.mock.calls.filter(([{ kernel }]) => kernel === "prepack").length).toBeGreaterThan(9);
    run.mockRestore();
    await threaded.dispose!();
  });
});

describe("prepack", () => {
  it("makes a buffer of its own, in whole panels", () => {
    const backend = createWasmBackend({ guarded: true });
    const before = backend.memory();
    const b = backend.allocate(9 * 5, "float32");
    const made = backend.prepack!(b, [9, 5], true);
    expect(backend.memory()).toMatchObject({
      buffers: before.buffers + 2,
      bytes: before.bytes + 4 * (9 * 5 + 16 * 5),
    });
    expect(backend.overruns!()).toEqual([]);
    for (const buffer of [b, made]) backend.release(buffer);
    expect(backend.memory().bytes).toBe(before.bytes);
  });

  it("refuses what is no matrix", () => {
    const backend = createWasmBackend();
    const b = backend.allocate(8, "float32");
    for (const shape of [[8], [2, 2, 2], [0, 3]])
      expect(() => backend.prepack!(b, shape, false)).toThrow(
        /^prepack: b is .*, expected a matrix/,
      );
    backend.release(b);
  });

  it("is left out where it is not wanted or not needed", async () => {
    const threaded = await createThreadedWasmBackend({ threads: 2, prepack: false });
    await threaded.dispose!();
    for (const backend of [
      createWasmBackend({ prepack: false }),
      threaded,
      createReferenceBackend(),
    ]) {
      expect(backend.prepack).toBeUndefined();
      expect(prepacking(backend)).toBe(backend);
    }
  });
});
