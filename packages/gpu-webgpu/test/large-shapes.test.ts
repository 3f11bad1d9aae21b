import { compare, randomInputs, specOf } from "@qkv/core-wasm/conformance";
import {
  type Backend,
  createReferenceBackend,
  type HostArray,
  type KernelName,
  type Shape,
  sizeOf,
} from "@qkv/core-wasm/contract";
import { describe, expect, it } from "vitest";
import { exhaustive } from "../../../scripts/testing/parts.mjs";
import { webgpu } from "../src/index.ts";
import { limitsUnderTest as limits } from "./limits-under-test.ts";

interface LargeUse {
  readonly kernel: KernelName;
  readonly shapes: Readonly<Record<string, Shape>>;
  readonly attrs?: object;
  readonly what: string;
}

const last = { dims: [1], keepDims: false };
const first = { dims: [0], keepDims: false };

/** Shapes that take forms of the kernels which the contract's samples are too small for. */
const uses: readonly LargeUse[] = [
  { kernel: "sum", shapes: { x: [2, 40004] }, attrs: last, what: "rows in parts" },
  { kernel: "sum", shapes: { x: [2, 40003] }, attrs: last, what: "odd rows in parts" },
  { kernel: "max", shapes: { x: [1, 40003] }, attrs: last, what: "a row in parts" },
  { kernel: "sum", shapes: { x: [3000, 40] }, attrs: first, what: "columns in parts" },
  { kernel: "sum", shapes: { x: [3001, 7] }, attrs: first, what: "few odd columns in parts" },
  { kernel: "min", shapes: { x: [2000, 130] }, attrs: first, what: "odd columns in parts" },
  { kernel: "sum", shapes: { x: [3, 1028] }, attrs: first, what: "few rows of many columns" },
  {
    kernel: "sum",
    shapes: { x: [70000, 3] },
    attrs: last,
    what: "more short rows than workgroups",
  },
  { kernel: "accumulateSquares", shapes: { x: [1000001], total: [] }, what: "parts" },
  { kernel: "accumulateMagnitudes", shapes: { x: [200000], total: [] }, what: "parts" },
  { kernel: "accumulateLargest", shapes: { x: [200001], total: [] }, what: "parts" },
  {
    kernel: "argmax",
    shapes: { x: [2, 20003] },
    attrs: { dim: 1, keepDims: false },
    what: "parts",
  },
  { kernel: "cumsum", shapes: { x: [2, 5001] }, attrs: { dim: 1, reverse: false }, what: "turns" },
  { kernel: "cumsum", shapes: { x: [2, 5001] }, attrs: { dim: 1, reverse: true }, what: "turns" },
  { kernel: "topk", shapes: { x: [2, 20003] }, attrs: { k: 50 }, what: "parts of parts" },
  { kernel: "topk", shapes: { x: [2, 3001] }, attrs: { k: 2500 }, what: "most of the row" },
  { kernel: "topk", shapes: { x: [5, 3, 2100] }, attrs: { k: 1 }, what: "one of each part" },
  { kernel: "add", shapes: { a: [3, 8, 64], b: [8, 1] }, what: "column beside whole rows" },
  { kernel: "sub", shapes: { a: [3, 1, 64], b: [5, 1] }, what: "row and column" },
  { kernel: "mul", shapes: { a: [64], b: [3, 5, 64] }, what: "row" },
  { kernel: "add", shapes: { a: [2, 1, 3, 1, 8], b: [2, 5, 1, 2, 1] }, what: "five axes" },
  {
    kernel: "where",
    shapes: { condition: [5, 1, 1], a: [3, 8], b: [5, 3, 1] },
    what: "column, row and column",
  },
  {
    kernel: "where",
    shapes: { condition: [7, 64], a: [], b: [64] },
    what: "whole, single and row",
  },
];

type AnySpec = Parameters<typeof randomInputs>[0];
type AnyLaunch = (inputs: object, outputs: object, shapes: object, attrs: object) => void;

async function evaluate(
  { kernel, shapes, attrs = {} }: LargeUse,
  host: ReturnType<typeof randomInputs>,
  backend: Backend,
): Promise<Record<string, HostArray>> {
  const spec = specOf(kernel);
  const inputs: Record<string, unknown> = {};
  const outputs: Record<string, unknown> = {};
  for (const [name, values] of Object.entries(host)) {
    inputs[name] = backend.allocate(values!.length, spec.inputs[name]!.dtype ?? "float32");
    backend.upload(inputs[name], values!);
  }
  for (const [name, shape] of Object.entries(spec.shapes(shapes as never, attrs)))
    if (shape)
      outputs[name] = backend.allocate(
        sizeOf(shape as Shape),
        spec.outputs[name]!.dtype ?? "float32",
      );
  (backend.kernels[kernel] as unknown as AnyLaunch)(inputs, outputs, shapes, attrs);
  const results: Record<string, HostArray> = {};
  for (const [name, buffer] of Object.entries(outputs)) results[name] = await backend.read(buffer);
  for (const [name, { updated }] of Object.entries(spec.inputs))
    if (updated) results[name] = await backend.read(inputs[name]);
  for (const buffer of [...Object.values(inputs), ...Object.values(outputs)])
    backend.release(buffer);
  return results;
}

describe.each([true, false])("kernels on large shapes, subgroups: %s", async (subgroups) => {
  const backend = await webgpu({ subgroups, limits });
  const part = subgroups ? {} : exhaustive; // each form of a kernel has its sizes in other tests
  for (const use of uses)
    it(`${use.kernel} ${JSON.stringify(use.shapes)}: ${use.what}`, part, async () => {
      const spec = specOf(use.kernel);
      const sample = { shapes: use.shapes, attrs: use.attrs ?? {} } as AnySpec["samples"][number];
      const host = randomInputs(spec, sample, 1);
      const expected = await evaluate(use, host, createReferenceBackend());
      const actual = await evaluate(use, host, backend);
      for (const name of Object.keys(expected))
        compare(`${use.kernel}: ${name}`, actual[name]!, expected[name]!, spec.tolerance);
    });

  it("compares and selects integers that float32 cannot tell apart", async () => {
    const hold = (values: readonly number[]) => {
      const buffer = backend.allocate(values.length, "int32");
      backend.upload(buffer, values);
      return buffer;
    };
    const a = hold([1, -5, 2 ** 24 + 1, -(2 ** 31), 7]);
    const b = hold([1, 2, 2 ** 24, 2 ** 31 - 1, 6]);
    const greater = backend.allocate(5, "int32");
    const larger = backend.allocate(5, "int32");
    const shapes = { a: [5], b: [5] };
    backend.kernels.compare({ a, b }, { c: greater }, shapes, { comparison: "gt" });
    backend.kernels.where(
      { condition: greater, a, b },
      { c: larger },
      { condition: [5], ...shapes },
      {},
    );
    expect([...(await backend.read(greater))]).toEqual([0, 0, 1, 0, 1]);
    expect([...(await backend.read(larger))]).toEqual([1, 2, 2 ** 24 + 1, 2 ** 31 - 1, 7]);
    for (const buffer of [a, b, greater, larger]) backend.release(buffer);
  });
});
