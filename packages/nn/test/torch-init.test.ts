import { expect, test } from "vitest";
import { tensor, zeros } from "../src/device/create-tensor.ts";
import * as init from "../src/init/index.ts";
import { Linear } from "../src/layers/linear.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const untyped = (json: string) => JSON.parse(json);
const seed = () => ({ generator: new Generator(7) });

const moments = (x: Tensor) => {
  const values = Array.from(x.dataSync());
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return { mean, std: Math.sqrt(squares / values.length), largest, values };
};

// Deviation, and bound where there is one, by PyTorch's formulas for a [200, 300] matrix and a [60, 50, 3, 3] kernel.
test.each<readonly [string, (x: Tensor) => Tensor, readonly number[], number, boolean]>([
  ["xavierUniform_", (x) => init.xavierUniform_(x, seed()), [200, 300], Math.sqrt(2 / 500), true],
  [
    "xavierUniform_ gain 2",
    (x) => init.xavierUniform_(x, 2),
    [200, 300],
    2 * Math.sqrt(2 / 500),
    true,
  ],
  [
    "xavierUniform_ of a kernel",
    (x) => init.xavierUniform_(x, seed()),
    [60, 50, 3, 3],
    Math.sqrt(2 / 990),
    true,
  ],
  ["xavierNormal_", (x) => init.xavierNormal_(x, seed()), [200, 300], Math.sqrt(2 / 500), false],
  ["kaimingUniform_", (x) => init.kaimingUniform_(x, seed()), [200, 300], Math.sqrt(2 / 300), true],
  [
    "kaimingUniform_ of a kernel",
    (x) => init.kaimingUniform_(x, seed()),
    [60, 50, 3, 3],
    Math.sqrt(2 / 450),
    true,
  ],
  [
    "kaimingUniform_ a sqrt(5)",
    (x) => init.kaimingUniform_(x, Math.sqrt(5)),
    [200, 300],
    1 / Math.sqrt(900),
    true,
  ],
  ["kaimingNormal_", (x) => init.kaimingNormal_(x, seed()), [200, 300], Math.sqrt(2 / 300), false],
  [
    "kaimingNormal_ fan out, relu",
    (x) => init.kaimingNormal_(x, { mode: "fanOut", nonlinearity: "relu" }),
    [300, 200],
    Math.sqrt(2 / 300),
    false,
  ],
  [
    "kaimingNormal_ by position",
    (x) => init.kaimingNormal_(x, 0, "fan_out", "tanh"),
    [300, 200],
    5 / 3 / Math.sqrt(300),
    false,
  ],
  ["uniform_", (x) => init.uniform_(x, -0.1, 0.1), [200, 300], 0.1 / Math.sqrt(3), true],
  ["normal_", (x) => init.normal_(x, 0, 0.02), [200, 300], 0.02, false],
])("%s has PyTorch's deviation and bound", (_, fill, shape, std, bounded) => {
  const x = zeros(shape);
  expect(fill(x)).toBe(x);
  const { mean, std: found, largest } = moments(x);
  expect(Math.abs(mean)).toBeLessThan(0.02 * std);
  expect(found / std).toBeCloseTo(1, 2);
  if (bounded) {
    expect(largest).toBeLessThanOrEqual(Math.sqrt(3) * std * (1 + 1e-6));
    expect(largest).toBeGreaterThan(Math.sqrt(3) * std * 0.999);
  } else expect(largest).toBeGreaterThan(3.5 * std);
});

test("defaults of uniform_ and normal_ are 0 to 1, and mean 0 with deviation 1", () => {
  const uniform = init.uniform_(zeros([1000]), seed()).dataSync();
  expect(uniform).toEqual(Float32Array.from(new Generator(7).uniform(1000)));
  const normal = init.normal_(zeros([1000]), { mean: 3, ...seed() }).dataSync();
  expect(normal).toEqual(Float32Array.from(new Generator(7).normal(1000, 3)));
});

test("truncNormal_ has the moments and bounds that PyTorch's has", () => {
  const x = init.truncNormal_(zeros([400, 400]), {
    mean: 0.2,
    std: 0.5,
    a: -0.5,
    b: 0.6,
    ...seed(),
  });
  const { mean, std, values } = moments(x);
  expect(mean).toBeCloseTo(0.1, 2); // PyTorch: 0.1001 and 0.2909
  expect(std).toBeCloseTo(0.291, 2);
  expect(Math.min(...values.slice(0, 50_000))).toBeGreaterThanOrEqual(-0.5);
  expect(Math.max(...values.slice(0, 50_000))).toBeLessThanOrEqual(Math.fround(0.6));
  // Half of all normal numbers lie within 0.67449 of the mean: the median of their sizes, of untruncated ones.
  const wide = moments(init.truncNormal_(zeros([400, 400]), { a: -9, b: 9, ...seed() }));
  const sizes = wide.values.map(Math.abs).sort((a, b) => a - b);
  expect(sizes[80_000]).toBeCloseTo(0.67449, 2);
  expect(sizes[152_000]).toBeCloseTo(1.95996, 1);
});

test("constants, identities and channels are PyTorch's", () => {
  expect([...init.constant_(zeros([3]), 0.5).dataSync()]).toEqual([0.5, 0.5, 0.5]);
  expect([...init.ones_(zeros([2])).dataSync()]).toEqual([1, 1]);
  expect([...init.zeros_(tensor([1, 2])).dataSync()]).toEqual([0, 0]);
  expect([
    ...init
      .eye_(
        tensor([
          [9, 9, 9],
          [9, 9, 9],
        ]),
      )
      .dataSync(),
  ]).toEqual([1, 0, 0, 0, 1, 0]);
  const grouped = init.dirac_(zeros([4, 2, 3]), 2).dataSync();
  expect([...grouped]).toEqual([
    0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0,
  ]);
  const kernel = init.dirac_(zeros([3, 2, 2, 3])).dataSync();
  expect([...kernel].flatMap((value, i) => (value === 1 ? [i] : []))).toEqual([4, 22]);
});

test.each([
  [5, 3],
  [3, 5],
  [4, 2, 3],
])("orthogonal_ makes the shorter side of [%s] orthonormal", (...shape) => {
  const x = init.orthogonal_(zeros(shape.filter((n) => n !== undefined)), { gain: 2, ...seed() });
  const rows = x.shape[0]!;
  const columns = x.size / rows;
  const values = x.dataSync();
  const at = (i: number, k: number) =>
    rows < columns ? values[i * columns + k]! : values[k * columns + i]!;
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) {
      let product = 0;
      for (let k = 0; k < length; k++) product += at(i, k) * at(j, k);
      expect(product).toBeCloseTo(i === j ? 4 : 0, 5);
    }
});

test("sparse_ leaves as many zeros in each column as were asked for", () => {
  const x = init.sparse_(zeros([10, 7]), { sparsity: 0.25, std: 3, ...seed() }).dataSync();
  for (let column = 0; column < 7; column++)
    expect(
      Array.from({ length: 10 }, (_, i) => x[7 * i + column]).filter((v) => v === 0),
    ).toHaveLength(3);
});

test("calculateGain is PyTorch's", () => {
  const names = [
    "linear",
    "conv2d",
    "sigmoid",
    "tanh",
    "relu",
    "leakyRelu",
    "leaky_relu",
    "selu",
  ] as const;
  const expected = [1, 1, 1, 5 / 3, Math.SQRT2, 1.4141428569978354, 1.4141428569978354, 0.75];
  expect(names.map((name) => init.calculateGain(name))).toEqual(expected);
  expect(init.calculateGain("leakyRelu", 0.3)).toBeCloseTo(1.3545709229571927, 12);
});

test("a parameter that learns is filled outside the graph, and the graph notices", () => {
  const linear = new Linear(3, 2);
  init.xavierUniform_(linear.weight, seed());
  expect([linear.weight.requiresGrad, linear.weight.node]).toEqual([true, undefined]);
  const loss = linear.forward(tensor([[1, 2, 3]], { requiresGrad: true })).sum();
  init.zeros_(linear.weight);
  expect(() => loss.backward()).toThrow(/changed/);
});

test.each<readonly [string, () => unknown, string]>([
  [
    "a vector",
    () => init.xavierUniform_(zeros([3])),
    "xavierUniform_: tensor is [3], expected two dimensions",
  ],
  [
    "a vector to be orthogonal",
    () => init.orthogonal_(zeros([3])),
    "orthogonal_: tensor is [3], expected two",
  ],
  [
    "three axes of an identity",
    () => init.eye_(zeros([3, 3, 3])),
    "eye_: tensor is [3, 3, 3], expected 2 dimensions",
  ],
  [
    "groups that do not divide",
    () => init.dirac_(zeros([3, 2, 2]), 2),
    "groups is 2, expected a divisor of the 3",
  ],
  [
    "an unknown nonlinearity",
    () => init.calculateGain(untyped('"gelu"')),
    'nonlinearity is "gelu", expected one of',
  ],
  [
    "bounds the wrong way round",
    () => init.uniform_(zeros([3]), 1, 0),
    "uniform_: a is 1, expected at most b (0)",
  ],
  [
    "a negative deviation",
    () => init.normal_(zeros([3]), 0, -1),
    "normal_: std is -1, expected at least 0",
  ],
  [
    "a deviation of 0 to cut",
    () => init.truncNormal_(zeros([3]), { std: 0 }),
    "truncNormal_: std is 0",
  ],
  [
    "an unknown mode",
    () => init.kaimingUniform_(zeros([3, 3]), untyped('{"mode":"x"}')),
    'kaimingUniform_: mode is "x"',
  ],
  [
    "an unknown option",
    () => init.xavierNormal_(zeros([3, 3]), untyped('{"gian":2}')),
    "xavierNormal_: unknown option gian",
  ],
  ["no sparsity", () => init.sparse_(zeros([3, 3]), untyped("{}")), "sparse_: sparsity is missing"],
  [
    "integers",
    () => init.ones_(tensor(Int32Array.of(1))),
    "ones_: tensor is int32, expected float32",
  ],
  ["a number", () => init.zeros_(untyped("3")), "zeros_: tensor is 3, expected a tensor"],
  [
    "a text",
    () => init.constant_(zeros([1]), untyped('"1"')),
    'constant_: value is "1", expected a number',
  ],
  [
    "too many",
    () => init.uniform_(zeros([1]), 0, 1, ...(untyped("[null,2]") as [])),
    "got 4 arguments behind the tensor",
  ],
])("the initialisers refuse %s", (_, attempt, message) => {
  expect(attempt).toThrow(message);
});
