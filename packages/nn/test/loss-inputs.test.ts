import { expect } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import {
  bceLoss,
  crossEntropy,
  embedding,
  gather,
  gaussianNllLoss,
  huberLoss,
  indexSelect,
  l1Loss,
  mseLoss,
  nllLoss,
  oneHot,
} from "../src/index.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { testInScope } from "./test-in-scope.ts";

const floats = (values: number[], shape = [values.length]) =>
  tensor(values, { shape, requiresGrad: true });
const ids = (values: number[], shape = [values.length]) =>
  tensor(values, { shape, dtype: "int32" });
const gradient = (x: Tensor) => Array.from(x.grad!.dataSync());

// PyTorch's values; its huber_loss divides by the number of elements where mse_loss and l1_loss divide by the weights.
testInScope("weighted means are over the weights, and of huberLoss over the elements", () => {
  const means = [
    [mseLoss, 11 / 3, [4 / 3, 2]],
    [l1Loss, 5 / 3, [2 / 3, 1 / 3]],
    [huberLoss, 0.875, [0.5, 0.25]],
  ] as const;
  for (const [loss, value, slopes] of means) {
    const x = floats([1, 3]);
    const weight = tensor([1, 0.5]);
    const y = loss(x, tensor([0, 0]), { weight });
    expect(y.item()).toBeCloseTo(value, 6);
    y.backward();
    for (const [i, slope] of slopes.entries()) expect(gradient(x)[i]).toBeCloseTo(slope, 6);
  }
  const losses = { weight: tensor([1, 0]), reduction: "none" } as const;
  expect(Array.from(huberLoss(tensor([1, 1]), tensor([0, 0]), losses).dataSync())).toEqual([
    0.5, 0,
  ]);
  const [x, target] = [tensor([1, 1]), tensor([0, 0])];
  expect(huberLoss(x, target, { weight: tensor([1, 0]) }).item()).toBe(0.25);
  expect(huberLoss(x, target, { weight: tensor([1, 0]), reduction: "sum" }).item()).toBe(0.5);
  expect(() => huberLoss(x, target, { weight: tensor([1]) })).toThrow(
    "huberLoss: weight is [1], expected [2]",
  );
});

testInScope("bceLoss names what is no probability", () => {
  const half = tensor([0.5, 0.5]);
  for (const bad of [1.5, -0.25, NaN, Infinity]) {
    const wrong = tensor([0, bad]);
    expect(() => bceLoss(wrong, half)).toThrow(
      new RangeError(`bceLoss: x[1] is ${bad}, expected 0 to 1`),
    );
    expect(() => bceLoss(half, wrong)).toThrow(
      new RangeError(`bceLoss: target[1] is ${bad}, expected 0 to 1`),
    );
  }
  const x = floats([0, 1, 0.5]);
  bceLoss(x, tensor([0, 1, 1]), { reduction: "sum" }).backward();
  expect(gradient(x)).toEqual([0, 0, -2]);
});

testInScope(
  "gaussianNllLoss takes numbers and variances along one axis, and names a negative one",
  () => {
    const [x, target] = [tensor([1, 3]), tensor([0, 0])];
    expect(gaussianNllLoss(x, target, 1).item()).toBe(2.5);
    expect(() => gaussianNllLoss(x, target, tensor([1, -1]))).toThrow(
      "gaussianNllLoss: variance[1] is -1, expected 0 or more",
    );
    expect(() => gaussianNllLoss(x, target, -1)).toThrow("variance[0] is -1");
    expect(gaussianNllLoss(x, target, tensor([NaN, 1])).item()).toBeNaN();
    const rows = (shape: number[]) => {
      const ones = tensor(new Float32Array(6).fill(1), { shape: [2, 3] });
      const count = shape.reduce((a, b) => a * b, 1);
      return gaussianNllLoss(ones, ones, tensor(new Float32Array(count).fill(1), { shape })).item();
    };
    const scalar = tensor(1);
    expect(gaussianNllLoss(scalar, scalar, scalar, { reduction: "none" }).shape).toEqual([]);
    for (const shape of [[2, 3], [2], [2, 1], [1, 3]]) expect(rows(shape)).toBe(0);
    for (const shape of [[3], [1, 1], [3, 2]])
      expect(() => rows(shape)).toThrow("gaussianNllLoss: variance is [");
  },
);

testInScope(
  "targets of the wrong dtype or shape: what they should be, and what they would be right for",
  () => {
    const logits = tensor([1, 2, 3, 4], { shape: [2, 2] });
    expect(() => crossEntropy(logits, tensor([0, 1]))).toThrow(
      "crossEntropy: target is float32 [2], expected int32 class ids [2] for logits [2, 2], " +
        'as tensor([0, 1], { dtype: "int32" }) is and target.int() gives; probabilities are float32 [2, 2]',
    );
    const images = tensor(new Float32Array(24), { shape: [2, 3, 4] });
    expect(() => crossEntropy(images, ids([0, 0, 0, 0, 0, 0, 0, 0], [2, 4]))).toThrow(
      "crossEntropy: target is int32 [2, 4], expected int32 class ids [2, 3] for logits [2, 3, 4]; " +
        "classes on axis 1 are told by classDim: 1",
    );
    expect(() => crossEntropy(logits, ids([0, 1, 1, 0], [2, 2]))).toThrow(
      "expected int32 class ids [2] for logits [2, 2], with the classes on axis 1 (classDim); " +
        "probabilities are float32 [2, 2]",
    );
    expect(() => nllLoss(logits, tensor([0, 1]))).toThrow(
      'nllLoss: target is float32 [2], expected int32 class ids [2] for logits [2, 2], as tensor([0, 1], { dtype: "int32" })',
    );
    expect(() => nllLoss(logits, ids([0]))).toThrow("nllLoss: target is int32 [1], expected int32");
    expect(() => crossEntropy(logits, ids([0, 2]))).toThrow("target[1] is 2, expected 0 to 1");
    expect(() => nllLoss(logits, ids([0, -1]))).toThrow("target[1] is -1, expected 0 to 1");
    const probabilities = tensor([1, 0, 0.5, 0.5], { shape: [2, 2] });
    expect(() => crossEntropy(logits, probabilities, { weight: tensor([1]) })).toThrow(
      "crossEntropy: weight is [1], expected [2]",
    );
    const say = "is float32, expected int32, as";
    expect(() => embedding(logits, tensor([0, 1]))).toThrow(`embedding: ids ${say}`);
    expect(() => gather(logits, 0, logits)).toThrow(`gather: index ${say}`);
    expect(() => indexSelect(logits, 0, tensor([0]))).toThrow(`indexSelect: index ${say}`);
    expect(() => oneHot(tensor([0]), 2)).toThrow("oneHot: ids is float32, expected int32");
  },
);
