import { describe, expect, it } from "vitest";
import { createWasmBackend } from "../src/backend/wasm-backend.ts";
import { createReferenceBackend, type KernelName } from "../src/contract/index.ts";
import { runKernel, type Tensor } from "./run-kernel.ts";

const wasm = createWasmBackend({ guarded: true });
const reference = createReferenceBackend();

const LARGEST = 3.4028234663852886e38;
const special = [0, -0, 1, -1, 1e-40, LARGEST, -LARGEST, Infinity, -Infinity, Number.NaN].map(
  Math.fround,
);
// All pairs, which also puts each special value in every lane and tail position.
const left = special.flatMap((a) => special.map(() => a));
const right = special.flatMap(() => special);

type Call = readonly [inputs: Record<string, Tensor>, attrs?: object];

describe("infinities, NaN, signed zeros and overflow follow IEEE arithmetic", () => {
  const pairs: readonly Call[] = [
    [{ a: left, b: right }],
    ...special.flatMap((value): Call[] => [
      [{ a: special, b: [value] }],
      [{ a: [value], b: special }],
    ]),
  ];
  const calls: Partial<Record<KernelName, readonly Call[]>> = {
    add: pairs,
    sub: pairs,
    mul: pairs,
    div: pairs,
    scale: [2, -0, Infinity, Number.NaN].map((factor): Call => [{ x: special }, { factor }]),
    accumulate: [[{ target: left, x: right }]],
    permute: [[{ x: { shape: [10, 10], values: right } }, { order: [1, 0] }]],
    exp: [[{ x: special }]],
    log: [[{ x: special }]],
    ...Object.fromEntries(
      [
        "abs",
        "cos",
        "erf",
        "neg",
        "reciprocal",
        "rsqrt",
        "sigmoid",
        "sin",
        "sqrt",
        "square",
        "tanh",
      ].map((kernel) => [kernel, [[{ x: special }]]]),
    ),
    silu: [[{ x: special }, { slope: false }]],
    softplus: [[{ x: special }, { beta: 1, threshold: 20, slope: false }]],
    pow: [0, 1, 2, 3, -1, -2, 0.5, -0.5].map((exponent): Call => [{ x: special }, { exponent }]),
  };
  for (const [kernel, of] of Object.entries(calls) as [KernelName, readonly Call[]][])
    it(kernel, () => {
      for (const [inputs, attrs] of of) {
        const actual = Object.values(runKernel(wasm, kernel, inputs, attrs))[0]!;
        const expected = Object.values(runKernel(reference, kernel, inputs, attrs))[0]!.map(
          Math.fround,
        );
        actual.forEach((value, i) => {
          const e = expected[i]!;
          if (Number.isFinite(e) && Math.abs(e) > 1e-37) expect(value / e).toBeCloseTo(1, 6);
          else expect(value).toBe(e);
        });
      }
    });
});

describe("reductions keep NaN and infinities", () => {
  const row = (value: number, at: number, length: number) =>
    Array.from({ length }, (_, i) => (i === at ? value : 1));
  for (const length of [1, 5, 33, 65])
    for (const value of [Number.NaN, Infinity, -Infinity])
      it(`sum and softmax of ${length} with ${value}`, () => {
        for (let at = 0; at < length; at++) {
          const x = row(value, at, length);
          expect(runKernel(wasm, "sum", { x }, { dims: [0], keepDims: false }).y).toEqual([value]);
          const column = { shape: [length, 1], values: x };
          expect(runKernel(wasm, "sum", { x: column }, { dims: [0], keepDims: false }).y).toEqual([
            value,
          ]);
          expect(runKernel(wasm, "softmax", { x }).y).toEqual(
            runKernel(reference, "softmax", { x }).y!.map((p) =>
              Number.isNaN(p) ? p : expect.closeTo(p, 6),
            ),
          );
        }
      });

  it("softmax gives 0, not NaN, for a row of -Infinity, and NaN where one is among them", () => {
    const masked = Array.from({ length: 9 }, () => -Infinity);
    expect(runKernel(wasm, "softmax", { x: masked }).y).toEqual(masked.map(() => 0));
    const broken = masked.with(6, Number.NaN);
    expect(runKernel(wasm, "softmax", { x: broken }).y).toEqual(masked.map(() => Number.NaN));
  });

  it("softmax gives exactly 0 at -Infinity", () => {
    const x = [1, -Infinity, 2, -Infinity, -Infinity];
    const { y } = runKernel(wasm, "softmax", { x });
    expect([y![1], y![3], y![4]]).toEqual([0, 0, 0]);
  });
});

describe("sums stay accurate", () => {
  const values = Float32Array.from({ length: 1_000_000 }, (_, i) => 1 + ((i * 7919) % 1000) / 1000);
  const exact = values.reduce((total, value) => total + value, 0);
  it("of a million elements along a row, down a column, and squared", () => {
    const near = (y: number[] | undefined, expected: number) =>
      expect(Math.abs(y![0]! / expected - 1)).toBeLessThan(1e-6);
    const dims = { dims: [0], keepDims: false };
    near(runKernel(wasm, "sum", { x: { shape: [1_000_000], values } }, dims).y, exact);
    const columns = new Float32Array(2_000_000);
    values.forEach((value, i) => {
      columns.fill(value, 2 * i, 2 * i + 2);
    });
    const y = runKernel(wasm, "sum", { x: { shape: [1_000_000, 2], values: columns } }, dims).y!;
    near(y, exact);
    near(y.slice(1), exact);
    const x = { shape: [1_000_000], values };
    const total = { shape: [], values: [1] };
    const squares = values.reduce((sum, value) => sum + value ** 2, 1);
    near(runKernel(wasm, "accumulateSquares", { x, total }).total, squares);
  });
});
