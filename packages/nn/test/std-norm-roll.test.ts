import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { argmin } from "../src/ops/argmin.ts";
import { norm } from "../src/ops/norm.ts";
import { roll } from "../src/ops/roll.ts";
import { std } from "../src/ops/std.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";
import { testInScope } from "./test-in-scope.ts";

const list = (x: Tensor): number[] => Array.from(x.dataSync());

/** The value of a function of some numbers, and its gradient: PyTorch 2.14 gave those below. */
function valueAndGradient(body: (x: Tensor) => Tensor, values: number[]): [number, number[]] {
  return scope(() => {
    const x = tensor(values, { requiresGrad: true });
    const y = body(x);
    const value = y.item();
    y.sum().backward();
    const found: [number, number[]] = [value, list(x.grad!)];
    x.grad!.dispose();
    return found;
  });
}

describe("std", () => {
  test.each<[string, number[], number, number, number[]]>([
    ["one element", [2], 1, NaN, [NaN]],
    ["one element, all of them counted", [2], 0, 0, [0]],
    ["equal elements", [2, 2, 2], 1, 0, [0, 0, 0]],
    ["nothing left to divide by", [1, 2], 2, Infinity, [NaN, NaN]],
    [
      "two elements",
      [1, 3],
      1,
      Math.fround(Math.SQRT2),
      [-Math.SQRT1_2, Math.SQRT1_2].map(Math.fround),
    ],
  ])("of %s", (_, values, correction, value, gradient) => {
    expect(valueAndGradient((x) => std(x, undefined, { correction }), values)).toEqual([
      value,
      gradient,
    ]);
  });

  testInScope("over axes, by options that it knows", () => {
    const x = tensor([1, 2, 3, 6], { shape: [2, 2] });
    expect(list(std(x, 1))).toEqual([Math.SQRT1_2, Math.sqrt(4.5)].map(Math.fround));
    expect(std(x, [0, 1], { keepDims: true }).shape).toEqual([1, 1]);
    expect(() => std(x, 0, { unbiased: false } as never)).toThrow("std: ");
    expect(() => std(tensor([1, 2], { dtype: "int32" }))).toThrow("std: x is int32");
  });
});

const third = Math.fround(1 / 3);

describe("norm", () => {
  test.each<[number | "fro", number[], number, number[]]>([
    [2, [3, -4, 0], 5, [0.6, -0.8, 0]],
    ["fro", [3, -4, 0], 5, [0.6, -0.8, 0]],
    [2, [0, 0], 0, [0, 0]],
    [2, [NaN, 1], NaN, [NaN, NaN]],
    [2, [Infinity, 1], Infinity, [NaN, 0]],
    [2, [2, -2, 1], 3, [2 * third, -2 * third, third]],
    [1, [3, -4, 0], 7, [1, -1, 0]],
    [1, [0, 0], 0, [0, 0]],
    [1, [NaN, 1], NaN, [0, 1]],
    [Infinity, [3, -4, 0], 4, [0, -1, 0]],
    [Infinity, [2, -2, 1], 2, [0.5, -0.5, 0]],
    [Infinity, [0, 0], 0, [0, 0]],
    [Infinity, [Infinity, 1], Infinity, [1, 0]],
    [-Infinity, [2, -2, 1], 1, [0, -0, 1]],
    [Infinity, [NaN, 1], NaN, [0, 0]],
    [2, [-1e-30], 1e-30, [-1]],
    [3, [0, 0], 0, [0, 0]],
    [3, [3, -4, 0], 4.497941493988037, [0.4448513388633728, -0.7908468246459961, 0]],
    [0.5, [3, -4, 0], 13.928203582763672, [2.154700517654419, -1.866025447845459, 0]],
    [-1, [2, -2, 1], 0.5, [0.0625, -0.0625, 0.25]],
    [-1, [3, -4, 0], 0, [0, -0, 0]],
    [0, [3, -4, 0], 2, [0, 0, 0]],
  ])("of order %s of [%s]", (p, values, value, gradient) => {
    const [y, dx] = valueAndGradient((x) => norm(x, p), values);
    expect(Math.abs(y - value) <= 2e-6 * value || Object.is(y, value)).toBe(true);
    expect(dx.map(Number.isNaN)).toEqual(gradient.map(Number.isNaN));
    for (const [i, one] of gradient.entries())
      if (!Number.isNaN(one)) expect(dx[i]).toBeCloseTo(one, 5);
  });

  testInScope("names what it cannot take", () => {
    const x = tensor([1, 2]);
    expect(() => norm(x, "nuc" as never)).toThrow('norm: p is "nuc", expected a number or "fro"');
    expect(() => norm(x, NaN)).toThrow("norm: p is NaN");
    expect(() => norm(tensor([1], { dtype: "int32" }))).toThrow("norm: x is int32");
    expect(() => norm(x, 2, 1)).toThrow("norm: dim is 1");
    expect(() => norm(tensor([], { shape: [0] }), Infinity)).toThrow("expected elements");
    expect(norm(tensor([], { shape: [0] })).item()).toBe(0);
  });
});

test("argmin takes the first of equals and counts NaN as smallest, in int32 to the last bit", () => {
  scope(() => {
    expect(argmin(tensor([3, NaN, 1])).item()).toBe(1);
    expect(argmin(tensor([2, 1, 1])).item()).toBe(1);
    const large = tensor([-(2 ** 31) + 1, -(2 ** 31), 7, 2 ** 31 - 1], { dtype: "int32" });
    expect(argmin(large).item()).toBe(1);
    const x = tensor([3, 1, 2, 0], { shape: [2, 2], requiresGrad: true });
    expect(list(argmin(x, 0))).toEqual([1, 1]);
    expect(argmin(x, -1, true).shape).toEqual([2, 1]);
    expect([argmin(x).dtype, argmin(x).requiresGrad]).toEqual(["int32", false]);
  });
});

describe("roll", () => {
  const rows = (dtype: "int32" | "float32" = "float32") =>
    tensor([0, 1, 2, 3, 4, 5], { shape: [2, 3], dtype });
  test.each<[number | number[], number | number[] | undefined, number[]]>([
    [1, 0, [3, 4, 5, 0, 1, 2]],
    [1, -1, [2, 0, 1, 5, 3, 4]],
    [-4, 1, [1, 2, 0, 4, 5, 3]],
    [1, undefined, [5, 0, 1, 2, 3, 4]],
    [
      [1, 2],
      [0, 1],
      [4, 5, 3, 1, 2, 0],
    ],
    [
      [1, 2],
      [0, 0],
      [3, 4, 5, 0, 1, 2],
    ],
    [6, 1, [0, 1, 2, 3, 4, 5]],
  ])("by %s along %s", (shifts, dims, expected) => {
    scope(() => {
      for (const dtype of ["float32", "int32"] as const) {
        const y = roll(rows(dtype), shifts, dims);
        expect([y.dtype, y.shape, list(y)]).toEqual([dtype, [2, 3], expected]);
      }
    });
  });

  testInScope("of nothing, of a scalar, and of arguments that do not match", () => {
    expect(roll(tensor([], { shape: [0, 3] }), 1, 0).shape).toEqual([0, 3]);
    expect(roll(tensor(5), 1).item()).toBe(5);
    expect(() => roll(rows(), [1, 2])).toThrow(
      "roll: shifts are [1,2] and dims [], expected as many",
    );
    expect(() => roll(rows(), [1], [0, 1])).toThrow("expected as many");
    expect(() => roll(rows(), 1.5, 0)).toThrow("roll: shifts has 1.5");
    expect(() => roll(rows(), 1, 2)).toThrow("roll: dim is 2");
  });
});

test("their gradients are those of central differences, at axes of size 1 too", () => {
  const x = Float64Array.from(new Generator(5).normal(12));
  const bodies: ((x: Tensor) => Tensor)[] = [
    (t) => std(t, [0, 2], { correction: 0, keepDims: true }),
    (t) => std(t),
    (t) => norm(t, 2, [1]),
    (t) => norm(t, 1.5, [0, -1], true),
    (t) => norm(t, 3),
    (t) => norm(t, 0.5, 1),
    (t) => norm(t, 1, 1),
    (t) => norm(t, Infinity, [1, 2]),
    (t) => roll(t, [1, -2], [1, 2]),
    (t) => roll(t, 5),
  ];
  for (const shape of [
    [2, 3, 2],
    [1, 12, 1],
  ])
    for (const body of bodies) {
      const { worst } = worstGradientError(({ x: leaf }) => body(leaf!), { x }, { x: shape });
      expect(worst, `${body} of [${shape}]`).toBeLessThan(1e-5);
    }
});

test("what they make on their way is freed", () => {
  const x = tensor([1, 2, 3, 4], { shape: [2, 2], requiresGrad: true });
  const before = defaultDevice().memory().buffers;
  const roll2 = (t: Tensor) => roll(t, [1, 1], [0, 1]);
  for (const body of [std, norm, (t: Tensor) => norm(t, 3), argmin, roll2]) body(x).dispose();
  expect(defaultDevice().memory().buffers).toBe(before);
  x.dispose();
});
