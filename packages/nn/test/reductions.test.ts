import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import {
  argmax,
  clamp,
  cumsum,
  logSoftmax,
  max,
  maximum,
  mean,
  min,
  minimum,
  pow,
  softmax,
  variance,
} from "../src/index.ts";
import { Generator } from "../src/random/generator.ts";
import { scope } from "../src/tensor/scope.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";

const matrix = (requiresGrad = false) =>
  tensor([1, 5, 5, -2, 5, 0], { shape: [2, 3], requiresGrad });

/** Values of y, and the gradient of its weighted sum in x. */
function gradientOf(body: (x: Tensor) => Tensor, x: Tensor, weights: number[]): number[] {
  const y = body(x);
  y.backward({ gradient: tensor(weights, { shape: y.shape }) });
  return Array.from(x.grad!.dataSync());
}

describe("extremes share their gradient evenly among equals", () => {
  test("within a row, over all, and with nothing to reduce", () => {
    scope(() => {
      const rows = (x: Tensor) => max(x, [-1]);
      expect(gradientOf(rows, matrix(true), [6, 3])).toEqual([0, 3, 3, 0, 3, 0]);
      expect(gradientOf((x) => max(x), matrix(true), [3])).toEqual([0, 1, 1, 0, 1, 0]);
      expect(gradientOf((x) => min(x, [0], true), matrix(true), [1, 2, 3])).toEqual([
        0, 1, 0, 1, 1, 3,
      ]);
      const weights = [1, 2, 3, 4, 5, 6];
      const line = tensor([1, 2, 3, 4, 5, 6], { shape: [6, 1], requiresGrad: true });
      expect(gradientOf((x) => max(x, [1]), line, weights)).toEqual(weights);
    });
  });

  test("maximum and minimum halve it, and pass NaN on", () => {
    scope(() => {
      const [a, b] = [
        tensor([1, 2, 3, NaN], { requiresGrad: true }),
        tensor([1, 3, 2, 0], { requiresGrad: true }),
      ];
      expect(Array.from(maximum(a, b).dataSync())).toEqual([1, 3, 3, NaN]);
      expect(Array.from(minimum(b, a).dataSync())).toEqual([1, 2, 2, NaN]);
      maximum(a, b).sum().backward();
      expect(Array.from(a.grad!.dataSync())).toEqual([0.5, 0, 1, 1]);
      expect(Array.from(b.grad!.dataSync())).toEqual([0.5, 1, 0, 1]);
    });
  });

  test("clamp lets it through between its bounds, and not at them", () => {
    scope(() => {
      const x = tensor([-2, -1, 0, 1, 2], { requiresGrad: true });
      const y = clamp(x, { min: -1, max: 1 });
      expect(Array.from(y.dataSync())).toEqual([-1, -1, 0, 1, 1]);
      y.sum().backward();
      expect(Array.from(x.grad!.dataSync())).toEqual([0, 0, 1, 0, 0]);
    });
  });
});

test("argmax takes the first of equals, along an axis or of all, and has no gradient", () => {
  scope(() => {
    expect(Array.from(argmax(matrix(), -1).dataSync())).toEqual([1, 1]);
    expect(argmax(matrix(), 0, true).shape).toEqual([1, 3]);
    expect(argmax(matrix()).item()).toBe(1);
    expect(argmax(matrix(), undefined, true).shape).toEqual([1, 1]);
    const { dtype, requiresGrad } = argmax(matrix(true), 1);
    expect([dtype, requiresGrad]).toEqual(["int32", false]);
    expect(() => argmax(matrix(), 2)).toThrow("argmax: dim is 2, expected -2 to 1");
  });
});

test("variance divides by n - correction: infinite or NaN where nothing is left, as in PyTorch", () => {
  scope(() => {
    const x = tensor([1, 2, 3, 6]);
    expect(variance(x).item()).toBeCloseTo(14 / 3, 5);
    expect(variance(x, [0], { correction: 0 }).item()).toBeCloseTo(14 / 4, 5);
    expect(variance(x, [0], { correction: 4 }).item()).toBe(Infinity);
    expect(variance(tensor([1])).item()).toBeNaN();
    expect(variance(matrix(), [1], { keepDims: true }).shape).toEqual([2, 1]);
  });
});

test("cumsum, softmax and logSoftmax work along any axis", () => {
  scope(() => {
    const x = tensor([1, 2, 3, 4], { shape: [2, 2] });
    expect(Array.from(cumsum(x, 0).dataSync())).toEqual([1, 2, 4, 6]);
    expect(Array.from(cumsum(x, -1).dataSync())).toEqual([1, 3, 3, 7]);
    const p = 1 / (1 + Math.exp(-2));
    for (const [i, expected] of [1 - p, 1 - p, p, p].entries()) {
      expect(softmax(x, 0).dataSync()[i]).toBeCloseTo(expected, 6);
      expect(logSoftmax(x, -2).dataSync()[i]).toBeCloseTo(Math.log(expected), 6);
    }
    expect(() => softmax(x, 2)).toThrow("softmax: dim is 2, expected -2 to 1");
  });
});

test("composed reductions have the gradients of central differences, at axes of size 1 too", () => {
  const x = Float64Array.from(new Generator(5).normal(12));
  const bodies: ((x: Tensor) => Tensor)[] = [
    (t) => variance(t, [1]),
    (t) => variance(t, [0, 2], { correction: 0, keepDims: true }),
    (t) => mean(t, [-1, 1]),
    (t) => max(t, [1, 2]),
    (t) => softmax(t, 0),
    (t) => logSoftmax(t, 1),
    (t) => cumsum(t, -1),
    (t) => pow(t, 2),
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

test("pow by 0 is 1 everywhere, with a gradient of 0", () => {
  scope(() => {
    const x = tensor([0, -1, NaN], { requiresGrad: true });
    expect(Array.from(pow(x, 0).dataSync())).toEqual([1, 1, 1]);
    pow(x, 0).sum().backward();
    expect(Array.from(x.grad!.dataSync())).toEqual([0, 0, 0]);
  });
});

test("what the compositions make on their way is freed", () => {
  const x = matrix(true);
  const before = defaultDevice().memory().buffers;
  for (const body of [variance, mean, argmax]) body(x).dispose();
  softmax(x, 0).dispose();
  clamp(x, { min: 0 }).dispose();
  expect(defaultDevice().memory().buffers).toBe(before);
  x.dispose();
});

test("the gradient of an extreme that is NaN is NaN for all of its row, as in PyTorch", () => {
  for (const extreme of [max, min]) {
    const x = tensor(
      [
        [1, NaN],
        [2, 2],
      ],
      { requiresGrad: true },
    );
    extreme(x, [1]).sum().backward();
    expect([...x.grad!.dataSync()]).toEqual([NaN, NaN, 0.5, 0.5]);
  }
});

test("clamp wants a bound; between bounds the wrong way round no gradient passes", () => {
  const x = tensor([0, 1, 2, 3], { requiresGrad: true });
  const y = clamp(x, { min: 2, max: 1 });
  expect([...y.dataSync()]).toEqual([1, 1, 1, 1]);
  y.sum().backward();
  expect([...x.grad!.dataSync()]).toEqual([0, 0, 0, 0]);
  expect(() => clamp(x, {})).toThrow("clamp: neither min nor max is given");
});

test("the gradient of the variance beside an infinity is infinite, and NaN at the infinity itself, as in PyTorch", () => {
  scope(() => {
    const x = tensor([1, Infinity, 2], { requiresGrad: true });
    const y = variance(x);
    expect(y.item()).toBeNaN();
    y.backward();
    expect([...x.grad!.dataSync()]).toEqual([-Infinity, NaN, -Infinity]);
  });
});
