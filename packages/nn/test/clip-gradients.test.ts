import { expect, test } from "vitest";
import { tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { Linear } from "../src/layers/linear.ts";
import { clipGradNorm } from "../src/optim/clip-grad-norm.ts";
import { clipGradValue } from "../src/optim/clip-grad-value.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const withGradient = (values: readonly number[]): Tensor => {
  const parameter = zeros([values.length], { requiresGrad: true });
  parameter.grad = tensor(values).makeLasting();
  return parameter;
};
const gradients = (params: readonly Tensor[]) => params.map(({ grad }) => [...grad!.dataSync()]);

test.each([
  [1, 16],
  [2, Math.sqrt(9 + 16 + 25 + 16)],
  [Infinity, 5],
])("clipGradNorm scales to the norm of order %d", (normType, expected) => {
  const before = defaultDevice().memory().buffers;
  const params = [withGradient([3, -4]), withGradient([-5, 4, 0])];
  const norm = clipGradNorm(params, 2, { normType });
  expect(norm.item()).toBeCloseTo(expected, 5);
  const factor = 2 / expected;
  const wanted = [
    [3, -4],
    [-5, 4, 0],
  ].map((row) => row.map((v) => v * factor));
  gradients(params).forEach((row, i) => {
    row.forEach((v, j) => {
      expect(v).toBeCloseTo(wanted[i]![j]!, 5);
    });
  });
  clipGradNorm(params, 1e6, { normType }).dispose(); // short enough: nothing changes
  gradients(params)
    .flat()
    .forEach((v, i) => {
      expect(v).toBeCloseTo(wanted.flat()[i]!, 5);
    });
  norm.dispose();
  for (const parameter of params) parameter.dispose();
  expect(defaultDevice().memory().buffers).toBe(before);
});

test.each([NaN, Infinity])("errorIfNonfinite refuses %d and scales nothing", (bad) => {
  const before = defaultDevice().memory().buffers;
  for (const normType of [1, 2, Infinity]) {
    const params = [withGradient([1, bad, 3])];
    expect(() => clipGradNorm(params, 1, { normType, errorIfNonfinite: true })).toThrow(
      `the norm of order ${normType} of the gradients is ${bad}`,
    );
    expect(gradients(params)).toEqual([[1, bad, 3]]);
    clipGradNorm(params, 1, { normType }).dispose(); // as PyTorch: NaN for a NaN, 0 and NaN for Infinity
    const [clipped] = gradients(params);
    expect(clipped![1]).toBeNaN();
    expect(clipped![0]).toBe(Number.isNaN(bad) ? NaN : 0);
    params[0]!.dispose();
  }
  expect(defaultDevice().memory().buffers).toBe(before);
});

test("clipGradValue brings every element into the range and keeps NaN", () => {
  const params = [withGradient([-3, -1, 0, 1.5, Infinity]), withGradient([NaN, -Infinity])];
  clipGradValue([...params, zeros([2])], 1.25);
  expect(gradients(params)).toEqual([
    [-1.25, -1, 0, 1.25, 1.25],
    [NaN, -1.25],
  ]);
  expect(() => clipGradValue(params, -1)).toThrow("clipValue is -1, expected 0 or more");
});

test("errors say what is wrong", () => {
  expect(() => clipGradNorm([zeros([1])], 1)).toThrow("no parameter has a gradient");
  expect(() => clipGradNorm([withGradient([1])], 0)).toThrow("maxNorm is 0, expected above 0");
  expect(() => clipGradNorm([withGradient([1])], 1, { normType: 3 })).toThrow("normType is 3");
  expect(() => clipGradNorm([withGradient([1])], 1, { norm: 3 } as never)).toThrow(
    "clipGradNorm: unknown option norm, expected one of normType, errorIfNonfinite",
  );
});

test("clips the gradients of two leaves that come from one gradient once each, and leaves a seed alone", () => {
  const before = defaultDevice().memory().buffers;
  const [a, b, c] = [0, 0, 0].map(() => zeros([2], { requiresGrad: true })) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const sum = a.add(b);
  const seed = tensor([3, 4]);
  sum.backward({ gradient: seed });
  c.backward({ gradient: seed }); // a leaf itself
  const params = [a, b, c];
  clipGradNorm(params, Math.sqrt(3)).dispose(); // the norm is 5 sqrt 3
  for (const gradient of gradients(params)) {
    expect(gradient[0]).toBeCloseTo(0.6, 6);
    expect(gradient[1]).toBeCloseTo(0.8, 6);
  }
  expect([...seed.dataSync()]).toEqual([3, 4]);
  for (const owner of [sum, seed, ...params]) owner.dispose();
  expect(defaultDevice().memory().buffers).toBe(before);
});

test("clipGradValue takes a module", () => {
  const model = new Linear(1, 1, { bias: false });
  model
    .forward(tensor([[5]]))
    .sum()
    .backward();
  clipGradValue(model, 1.25);
  expect(model.parameters()[0]!.grad!.item()).toBe(1.25);
});
