import { expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { createReferenceBackend } from "../src/contract/index.ts";
import { runKernel } from "./run-kernel.ts";

const empty = (...shape: number[]) => ({ shape, values: [] });
const row = { shape: [3], values: [1, 2, 3] };
const axes = (...dims: number[]) => ({ dims, keepDims: false });

it("tensors without elements give results without elements, and sums of 0", () => {
  for (const backend of [createReferenceBackend(), createWasmBackend({ guarded: true })]) {
    expect(runKernel(backend, "add", { a: empty(0, 3), b: row }).c).toEqual([]);
    expect(
      runKernel(backend, "mul", { a: empty(3, 0), b: { shape: [3, 1], values: [1, 2, 3] } }).c,
    ).toEqual([]);
    expect(runKernel(backend, "div", { a: empty(0), b: empty(0) }).c).toEqual([]);
    expect(runKernel(backend, "exp", { x: empty(2, 0) }).y).toEqual([]);
    expect(runKernel(backend, "permute", { x: empty(2, 0, 3) }, { order: [2, 0, 1] }).y).toEqual(
      [],
    );
    expect(runKernel(backend, "sum", { x: empty(0, 3) }, axes(0)).y).toEqual([0, 0, 0]);
    expect(runKernel(backend, "sum", { x: empty(3, 0) }, axes(1)).y).toEqual([0, 0, 0]);
    expect(runKernel(backend, "sum", { x: empty(0, 3) }, axes(1)).y).toEqual([]);
    expect(runKernel(backend, "sum", { x: empty(2, 0, 3) }, axes(0, 2)).y).toEqual([]);
    expect(runKernel(backend, "softmax", { x: empty(0, 3) }).y).toEqual([]);
    expect(runKernel(backend, "softmax", { x: empty(3, 0) }).y).toEqual([]);
    for (const kernel of ["tanh", "sin", "logSoftmax", "neg"] as const)
      expect(runKernel(backend, kernel, { x: empty(2, 0) }).y).toEqual([]);
    expect(runKernel(backend, "maximum", { a: empty(0, 3), b: row }).c).toEqual([]);
    expect(runKernel(backend, "max", { x: empty(0, 3) }, axes(1)).y).toEqual([]);
    expect(() => runKernel(backend, "max", { x: empty(0, 3) }, axes(0))).toThrow(
      "max: x is [0, 3], expected at least one element along dims [0]",
    );
    expect(runKernel(backend, "argmax", { x: empty(0, 3) }, { dim: 1, keepDims: false }).y).toEqual(
      [],
    );
    expect(runKernel(backend, "cumsum", { x: empty(3, 0) }, { dim: 1, reverse: false }).y).toEqual(
      [],
    );
    expect(runKernel(backend, "cumsum", { x: empty(0, 3) }, { dim: 0, reverse: true }).y).toEqual(
      [],
    );
    expect(runKernel(backend, "geluBackward", { dy: empty(0, 3), slope: empty(0, 3) })).toEqual({
      dx: [],
      dbias: [0, 0, 0],
    });
    expect(runKernel(backend, "rmsNorm", { x: empty(0, 3) }, { eps: 1e-6 }).y).toEqual([]);
    expect(
      runKernel(backend, "accumulateSquares", { x: empty(0), total: { shape: [], values: [2] } }),
    ).toEqual({ total: [2] });
  }
});
