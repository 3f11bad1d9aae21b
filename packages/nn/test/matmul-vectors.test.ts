import type { Shape } from "@qkv/core-wasm/contract";
import { describe, expect, test } from "vitest";
import { Linear, matmul, tensor, zeros } from "../src/index.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { referenceDevice, worstGradientError } from "./finite-differences.ts";
import { testInScope } from "./test-in-scope.ts";

const values = (size: number, seed: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => Math.fround(Math.sin(12.9 * (i + 1) + seed)));
const sizeOf = (shape: Shape): number => shape.reduce((product, axis) => product * axis, 1);

/** torch.matmul: the operands with the axis that a vector lacks, and the shape of the result without it. */
const products: readonly (readonly [a: Shape, b: Shape, asA: Shape, asB: Shape, c: Shape])[] = [
  [[4], [4], [1, 4], [4, 1], []],
  [[1], [1], [1, 1], [1, 1], []],
  [[4], [4, 3], [1, 4], [4, 3], [3]],
  [[3, 4], [4], [3, 4], [4, 1], [3]],
  [[4], [2, 4, 3], [1, 4], [2, 4, 3], [2, 3]],
  [[2, 3, 4], [4], [2, 3, 4], [4, 1], [2, 3]],
  [[2, 5, 3, 4], [4], [2, 5, 3, 4], [4, 1], [2, 5, 3]],
  [[4], [2, 1, 4, 3], [1, 4], [2, 1, 4, 3], [2, 1, 3]],
];

const name = ([a, b]: readonly [Shape, Shape, ...unknown[]]) => `[${a}] x [${b}]`;

describe.each(products.map((product) => [name(product), product] as const))("%s", (_, product) => {
  const [a, b, asA, asB, c] = product;
  const [ofA, ofB] = [values(sizeOf(a), 1), values(sizeOf(b), 2)];
  const vectors = ({ a, b }: Readonly<Record<string, Tensor>>) => matmul(a!, b!);

  testInScope("has the values of the product of matrices, and its shape without their axis", () => {
    const y = matmul(tensor(ofA, { shape: a }), tensor(ofB, { shape: b }));
    expect(y.shape).toEqual(c);
    const whole = matmul(tensor(ofA, { shape: asA }), tensor(ofB, { shape: asB }));
    expect(y.size).toBe(whole.size);
    for (const [i, value] of whole.dataSync().entries())
      expect(y.dataSync()[i]).toBeCloseTo(value, 5);
  });

  test("has the gradient of finite differences", () => {
    const { worst, nonZero } = worstGradientError(vectors, { a: ofA, b: ofB }, { a, b });
    expect(worst).toBeLessThan(1e-6);
    expect([...nonZero].sort()).toEqual(["a", "b"]);
  });
});

describe("a product with a vector", () => {
  testInScope(
    "is a tensor's method, and leaves a vector as it is where it is to be transposed",
    () => {
      const [matrix, vector] = [tensor([1, 2, 3, 4, 5, 6], { shape: [2, 3] }), tensor([1, 10])];
      expect(Array.from(vector.matmul(matrix).dataSync())).toEqual([41, 52, 63]);
      const turned = matmul(matrix, vector, { transposeA: true, transposeB: true });
      expect(Array.from(turned.dataSync())).toEqual([41, 52, 63]);
      expect(
        Array.from(matmul(tensor([1, 10, 100]), matrix, { transposeB: true }).dataSync()),
      ).toEqual([321, 654]);
      expect(
        tensor([1, 2])
          .matmul(tensor([3, 4]))
          .item(),
      ).toBe(11);
    },
  );

  testInScope("adds a bias to a row, a residual to any, and applies an activation", () => {
    const [matrix, vector] = [tensor([1, 2, 3, 4], { shape: [2, 2] }), tensor([1, -1])];
    const added = { bias: tensor([10, 20]), residual: tensor([100, 200]) };
    expect(Array.from(matmul(vector, matrix, added).dataSync())).toEqual([108, 218]);
    const residual = tensor([100, 200]);
    expect(Array.from(matmul(matrix, vector, { residual }).dataSync())).toEqual([99, 199]);
    const relu = matmul(vector, matrix, { activation: "relu" });
    expect(Array.from(relu.dataSync())).toEqual([0, 0]);
    expect(() => matmul(matrix, vector, { bias: tensor([1]) })).toThrow(
      "matmul: bias is [1] and b a vector, [2], expected no bias: the result has no columns",
    );
    expect(() => matmul(matrix, vector, { residual: tensor([1]) })).toThrow(
      "matmul: residual is [1], expected [2]",
    );
  });

  test("a linear layer takes a vector", () => {
    using layer = new Linear(3, 2);
    using x = tensor([1, 2, 3]);
    using y = layer.forward(x);
    using rows = tensor([1, 2, 3], { shape: [1, 3] });
    using expected = layer.forward(rows);
    expect(y.shape).toEqual([2]);
    expect(y.dataSync()).toEqual(expected.dataSync());
  });

  testInScope("refuses other lengths and numbers, by name", () => {
    expect(() => matmul(zeros([3]), zeros([4]))).toThrow(
      "matmul: b is [4], expected 3 terms as in a, [3]",
    );
    expect(() => matmul(zeros([2, 3]), zeros([2]))).toThrow(
      "matmul: b is [2], expected 3 terms as in a, [2, 3]",
    );
    expect(() => matmul(zeros([3]), zeros([2, 4, 5]), { transposeB: true })).toThrow(
      "matmul: b (transposed) is [2, 4, 5], expected 3 terms as in a, [3]",
    );
    expect(() => matmul(zeros([]), zeros([2, 2]))).toThrow(
      "matmul: a is [], expected a vector or matrices; mul multiplies by a number",
    );
  });
});

describe("batch axes broadcast on both sides", () => {
  test.each([
    [
      [2, 1, 3, 4],
      [5, 4, 2],
      [2, 5, 3, 2],
    ],
    [
      [5, 3, 4],
      [2, 1, 4, 2],
      [2, 5, 3, 2],
    ],
    [
      [1, 3, 4],
      [6, 4, 2],
      [6, 3, 2],
    ],
  ])("%j x %j -> %j, with gradients", (a, b, c) => {
    const inputs = { a: values(sizeOf(a), 1), b: values(sizeOf(b), 2) };
    let shape: Shape = [];
    const { worst, nonZero } = worstGradientError(
      ({ a, b }) => {
        const y = matmul(a!, b!);
        shape = y.shape;
        return y;
      },
      inputs,
      { a, b },
    );
    expect(shape).toEqual(c);
    expect(worst).toBeLessThan(1e-6);
    expect([...nonZero].sort()).toEqual(["a", "b"]);
  });
});

describe("a product without terms, rows, columns or batch", () => {
  testInScope("is zeros or empty, and so are its gradients", () => {
    const cases: readonly (readonly [Shape, Shape, Shape])[] = [
      [
        [3, 0],
        [0, 5],
        [3, 5],
      ],
      [[0], [0], []],
      [[0], [0, 3], [3]],
      [[3, 0], [0], [3]],
      [
        [0, 4],
        [4, 5],
        [0, 5],
      ],
      [
        [3, 4],
        [4, 0],
        [3, 0],
      ],
      [
        [0, 3, 4],
        [4, 5],
        [0, 3, 5],
      ],
      [
        [2, 3, 0],
        [2, 0, 5],
        [2, 3, 5],
      ],
      [[0, 4], [4], [0]],
      [[4], [4, 0], [0]],
    ];
    for (const device of [undefined, referenceDevice()])
      for (const [a, b, c] of cases) {
        const on = device ? { device } : {};
        const x = zeros(a, { requiresGrad: true, ...on });
        const w = zeros(b, { requiresGrad: true, ...on });
        const y = matmul(x, w);
        expect(y.shape, name([a, b])).toEqual(c);
        expect(Array.from(y.dataSync())).toEqual(new Array(sizeOf(c)).fill(0));
        y.sum().backward();
        expect(x.grad!.shape).toEqual(a);
        expect(Array.from(w.grad!.dataSync())).toEqual(new Array(sizeOf(b)).fill(0));
      }
  });
});
