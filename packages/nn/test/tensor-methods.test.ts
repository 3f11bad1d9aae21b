import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { tensorMethods } from "../src/device/tensor-methods.ts";
import * as nn from "../src/index.ts";
import { Tensor } from "../src/tensor/tensor.ts";
import { testInScope } from "./test-in-scope.ts";

const x = () => tensor([0.5, 2, 3, 0.25, 1, 4], { shape: [2, 3] });
const values = (y: Tensor) => [y.dtype, y.shape, Array.from(y.dataSync())];

/** Arguments of the methods that take more than the tensor; of the functions, unless they are others. */
const given: Readonly<Record<string, () => unknown[]>> = {
  ...Object.fromEntries(
    ["add", "sub", "mul", "div", "maximum", "minimum", "gt", "ge", "lt", "le", "eq", "ne"].map(
      (name) => [name, () => [tensor([1, 2, 3])]],
    ),
  ),
  scale: () => [3],
  pow: () => [2],
  clamp: () => [{ min: 0.4, max: 2 }],
  gelu: () => [{ approximate: "tanh" }],
  softplus: () => [{ beta: 2 }],
  softmax: () => [0],
  logSoftmax: () => [0],
  where: () => [tensor([1, 0, 1], { dtype: "int32" }), 7],
  maskedFill: () => [tensor([1, 0, 1], { dtype: "int32" }), 7],
  matmul: () => [tensor([1, 2, 3], { shape: [3, 1] })],
  sum: () => [1, true],
  mean: () => [1, true],
  variance: () => [1, { correction: 0 }],
  max: () => [1, true],
  min: () => [1, true],
  argmax: () => [1, true],
  argmin: () => [1, true],
  std: () => [1, { correction: 0 }],
  norm: () => [3, 1, true],
  roll: () => [
    [1, 2],
    [0, 1],
  ],
  cumsum: () => [1],
  topk: () => [2, 0],
  reshape: () => [3, 2],
  flatten: () => [0, 1],
  unsqueeze: () => [1],
  permute: () => [1, 0],
  transpose: () => [0, 1],
  expand: () => [4, 2, 3],
  slice: () => [1, 0, 2],
  select: () => [1, 0],
  split: () => [2, 1],
  chunk: () => [2, 1],
  flip: () => [1],
  repeatInterleave: () => [2, 1],
  gather: () => [1, tensor([2, 0], { shape: [2, 1], dtype: "int32" })],
  indexSelect: () => [1, tensor([2, 0], { dtype: "int32" })],
  scatterAdd: () => [
    1,
    tensor([2, 0], { shape: [2, 1], dtype: "int32" }),
    tensor([5, 6], { shape: [2, 1] }),
  ],
};

const names = Object.keys(tensorMethods).filter(
  // drawOnHost is for the initial values of a storage, and no method;
  (name) => !["backward", "drawOnHost", "float", "int"].includes(name), // the conversions have no function: integer-arithmetic.test.ts
);

describe("methods of Tensor are the functions of the same name", () => {
  test.each(names)("%s", (name) => {
    nn.scope(() => {
      const args = given[name]?.() ?? [];
      const method = Reflect.get(Tensor.prototype, name) as (...args: unknown[]) => unknown;
      const [condition, other] = args;
      const ofFunction = name === "where" ? [condition, x(), other] : [x(), ...args];
      const expected = Reflect.apply(Reflect.get(nn, name), undefined, ofFunction) as unknown;
      const actual = Reflect.apply(method, x(), args);
      const list = (result: unknown): Tensor[] =>
        result instanceof Tensor ? [result] : Object.values(result as object);
      expect(list(actual).map(values)).toEqual(list(expected).map(values));
      expect(list(actual).length).toBeGreaterThan(0);
    });
  });
});

describe("arithmetic with numbers on either side", () => {
  const cases: [string, (a: number) => number[], (a: number) => number[]][] = [
    ["add", (a) => [a + 2], (a) => [2 + a]],
    ["sub", (a) => [a - 2], (a) => [2 - a]],
    ["mul", (a) => [a * 2], (a) => [2 * a]],
    ["div", (a) => [a / 2], (a) => [Math.fround(2 / a)]],
    ["maximum", (a) => [Math.max(a, 2)], (a) => [Math.max(a, 2)]],
    ["minimum", (a) => [Math.min(a, 2)], (a) => [Math.min(a, 2)]],
    ["gt", (a) => [Number(a > 2)], (a) => [Number(2 > a)]],
    ["ge", (a) => [Number(a >= 2)], (a) => [Number(2 >= a)]],
    ["lt", (a) => [Number(a < 2)], (a) => [Number(2 < a)]],
    ["le", (a) => [Number(a <= 2)], (a) => [Number(2 <= a)]],
    ["eq", (a) => [Number(a === 2)], (a) => [Number(2 === a)]],
    ["ne", (a) => [Number(a !== 2)], (a) => [Number(2 !== a)]],
  ];
  const op = (name: string) =>
    Reflect.get(nn, name) as (a: Tensor | number, b: Tensor | number) => Tensor;

  describe.each(cases)("%s", (name, right, left) => {
    testInScope("values", () => {
      const a = x();
      const numbers = Array.from(a.dataSync());
      expect(Array.from(op(name)(a, 2).dataSync())).toEqual(numbers.flatMap(right));
      expect(Array.from(op(name)(2, a).dataSync())).toEqual(numbers.flatMap(left));
      expect(op(name)(a, 2).shape).toEqual([2, 3]);
    });

    testInScope("two numbers, and what is neither, by name", () => {
      expect(() => op(name)(1, 2)).toThrow(`${name}: a is 1 and b is 2, expected a tensor`);
      for (const wrong of [undefined, null, "2", [2], true])
        expect(() => op(name)(x(), wrong as unknown as number)).toThrow(
          new RegExp(`^${name}: b is .*, expected a tensor or a number`),
        );
    });
  });

  testInScope("gradients flow past numbers", () => {
    const gradient = (body: (a: Tensor) => Tensor) => {
      const a = tensor([1, 2, 4], { requiresGrad: true });
      body(a).backward({ gradient: tensor([1, 10, 100]) });
      return Array.from(a.grad!.dataSync());
    };
    expect(gradient((a) => a.add(1))).toEqual([1, 10, 100]);
    expect(gradient((a) => nn.sub(1, a))).toEqual([-1, -10, -100]);
    expect(gradient((a) => nn.mul(3, a))).toEqual([3, 30, 300]);
    expect(gradient((a) => nn.div(8, a))).toEqual([-8, -20, -50]);
    expect(gradient((a) => a.div(2))).toEqual([0.5, 5, 50]);
    expect(gradient((a) => a.maximum(2))).toEqual([0, 5, 100]);
  });
});
