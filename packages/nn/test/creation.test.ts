import { expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { eye, full, fullLike, onesLike, zerosLike } from "../src/device/filled-tensors.ts";
import {
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
} from "../src/device/random-tensors.ts";
import { arange, linspace } from "../src/device/ranges.ts";
import { referenceDevice } from "../src/device/reference-device.ts";
import { Generator, manualSeed } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

const untyped = (json: string) => JSON.parse(json);
const list = (x: Tensor) => Array.from(x.dataSync());
const seed = (value: number) => ({ generator: new Generator(value) });

test("full, eye and the like-functions fill as PyTorch does", () => {
  expect([full([2, 2], 7).shape, list(full([2, 2], 0.5))]).toEqual([
    [2, 2],
    [0.5, 0.5, 0.5, 0.5],
  ]);
  expect(list(full([2], Infinity))).toEqual([Infinity, Infinity]);
  expect(full([2], 3, { dtype: "int32" }).dataSync()).toEqual(Int32Array.of(3, 3));
  expect(list(eye(2))).toEqual([1, 0, 0, 1]);
  expect([eye(2, 3).shape, list(eye(2, 3))]).toEqual([
    [2, 3],
    [1, 0, 0, 0, 1, 0],
  ]);
  expect(list(eye(3, 1))).toEqual([1, 0, 0]);
  expect(eye(2, { dtype: "int32" }).dtype).toBe("int32");
  const device = referenceDevice();
  const x = tensor(Int32Array.of(1, 2, 3, 4, 5, 6), { shape: [2, 3], device });
  for (const [made, value] of [
    [zerosLike(x), 0],
    [onesLike(x), 1],
    [fullLike(x, 9), 9],
  ] as const) {
    expect([made.shape, made.dtype, made.device]).toEqual([[2, 3], "int32", device]);
    expect(list(made)).toEqual(new Array(6).fill(value));
  }
  const learned = onesLike(x, { dtype: "float32", requiresGrad: true });
  expect([learned.dtype, learned.requiresGrad]).toEqual(["float32", true]);
  expect(zerosLike(learned).requiresGrad).toBe(false);
});

// Values of PyTorch 2.14.
test.each<readonly [readonly number[], readonly number[], string]>([
  [[5], [0, 1, 2, 3, 4], "int32"],
  [[1, 4], [1, 2, 3], "int32"],
  [[0, 1, 0.25], [0, 0.25, 0.5, 0.75], "float32"],
  [[5, 0, -2], [5, 3, 1], "int32"],
  [[0], [], "int32"],
  [[2, 2], [], "int32"],
  [[1, 2.5, 0.5], [1, 1.5, 2], "float32"],
  [[0, 10, 3], [0, 3, 6, 9], "int32"],
])("arange(%j)", (given, expected, dtype) => {
  const made = arange(...(given as [number, number, number]));
  expect([list(made), made.dtype]).toEqual([expected, dtype]);
});

test.each<readonly [readonly [number, number, number], readonly number[]]>([
  [
    [0, 1, 5],
    [0, 0.25, 0.5, 0.75, 1],
  ],
  [
    [3, 10, 4],
    [3, 5.333333, 7.6666667, 10],
  ],
  [[-10, 10, 1], [-10]],
  [[0, 1, 0], []],
  [
    [1, 0, 3],
    [1, 0.5, 0],
  ],
  [
    [0, 0.3, 7],
    [0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3],
  ],
])("linspace(%j)", (given, expected) => {
  const made = list(linspace(...given));
  expect(made).toHaveLength(expected.length);
  for (const [i, value] of made.entries()) expect(value).toBeCloseTo(expected[i]!, 6);
});

test("ranges take a dtype and the other options", () => {
  expect(linspace(-3, 3, 5, { dtype: "int32" }).dataSync()).toEqual(Int32Array.of(-3, -1, 0, 1, 3));
  const x = arange(3, { dtype: "float32", requiresGrad: true });
  expect([x.dtype, x.requiresGrad, arange(0, 3, undefined as never).size]).toEqual([
    "float32",
    true,
    3,
  ]);
});

test("rand, randn and their like-functions draw what the generator says, on every device", () => {
  const device = referenceDevice();
  const expected = Float32Array.from(new Generator(5).normal(6));
  expect(randn([2, 3], seed(5)).dataSync()).toEqual(expected);
  expect(Float32Array.from(randn([2, 3], { ...seed(5), device }).dataSync())).toEqual(expected);
  const uniform = Float32Array.from(new Generator(5).uniform(6));
  expect(rand([6], seed(5)).dataSync()).toEqual(uniform);
  const x = tensor(new Float32Array(6), { shape: [2, 3], device });
  expect([randnLike(x, seed(5)).device, randLike(x, seed(5)).shape]).toEqual([device, [2, 3]]);
  expect(Float32Array.from(randnLike(x, seed(5)).dataSync())).toEqual(expected);
  manualSeed(5);
  expect(randn([6]).dataSync()).toEqual(expected);
  expect(randn([6]).dataSync()).not.toEqual(expected);
  expect(randn([6], { requiresGrad: true }).requiresGrad).toBe(true);
});

test("rand is below 1, also where float32 rounds up to it", () => {
  const at = 249_071; // a number of 53 bits above 1 - 2^-25
  const exact = new Generator(44).uniform(at + 1)[at]!;
  expect([exact < 1, Math.fround(exact)]).toEqual([true, 1]);
  expect(rand([at + 1], seed(44)).dataSync()[at]).toBe(1 - 2 ** -24);
});

test("randint draws from low to below high, each about as often", () => {
  const drawn = randint(-2, 3, [50, 100], seed(2));
  expect([drawn.shape, drawn.dtype]).toEqual([[50, 100], "int32"]);
  const counts = new Map<number, number>();
  for (const value of drawn.dataSync()) counts.set(value, (counts.get(value) ?? 0) + 1);
  expect([...counts.keys()].sort((a, b) => a - b)).toEqual([-2, -1, 0, 1, 2]);
  for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120);
  expect(list(randint(1, [3]))).toEqual([0, 0, 0]);
  expect(randint(4, [2], { dtype: "float32" }).dtype).toBe("float32");
  expect(randintLike(drawn, 10, 11).shape).toEqual([50, 100]);
  expect([...randintLike(tensor([1, 2]), 1).dataSync()]).toEqual([0, 0]);
});

test("randperm is a permutation of the seed's own", () => {
  const drawn = randperm(100, seed(3));
  expect(drawn.dataSync()).toEqual(new Generator(3).permutation(100));
  expect(list(drawn).sort((a, b) => a - b)).toEqual(list(arange(100)));
});

test.each<readonly [string, () => unknown, string]>([
  ["a step of 0", () => arange(0, 1, 0), "arange: step is 0"],
  ["a step of the wrong sign", () => arange(0, -1, 1), "expected a step of the other sign"],
  [
    "no numbers",
    () => arange(untyped("{}")),
    "arange: got (options), expected (end), (start, end)",
  ],
  ["an end that is none", () => arange(Number.NaN), "arange: end is NaN, expected a finite number"],
  ["a text", () => arange(untyped('"3"')), "arange: got (3), expected"],
  ["no range", () => randint(5, 5, [2]), "randint: high is 5, expected an integer above low (5)"],
  ["half a number", () => randint(2.5, [2]), "randint: high is 2.5, expected an integer"],
  [
    "a count below 0",
    () => linspace(0, 1, -1),
    "linspace: steps is -1, expected an integer from 0",
  ],
  ["a size below 0", () => eye(-1), "eye: n is -1, expected an integer from 0"],
  [
    "a size below 0 of randperm",
    () => randperm(-1),
    "randperm: n is -1, expected an integer from 0",
  ],
  [
    "integers to be uniform",
    () => rand([2], { dtype: "int32" }),
    'rand: dtype is "int32", expected "float32"',
  ],
  ["a like of integers", () => randnLike(tensor(Int32Array.of(1))), 'randnLike: dtype is "int32"'],
  ["a number for a shape", () => randn(untyped("3")), "randn: shape is 3, expected an array"],
  ["a number for a tensor", () => zerosLike(untyped("3")), "zerosLike: x is 3, expected a tensor"],
  [
    "a text to fill with",
    () => full([1], untyped('"1"')),
    "full: fillValue is 1, expected a number",
  ],
  [
    "an unknown dtype",
    () => full([1], 1, untyped('{"dtype":"float64"}')),
    'full: dtype is "float64"',
  ],
  [
    "an unknown option",
    () => randn([1], untyped('{"genrator":1}')),
    "randn: unknown option genrator",
  ],
])("what makes tensors refuses %s", (_, attempt, message) => {
  expect(attempt).toThrow(message);
});
