import { describe, expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import * as nn from "../src/index.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { testInScope } from "./test-in-scope.ts";

const matrix = () => tensor([1, 5, 5, -2, 5, 0], { shape: [2, 3] });
const cube = () =>
  tensor(
    Float32Array.from({ length: 24 }, (_, i) => i),
    { shape: [2, 3, 4] },
  );
const values = (x: Tensor) => [x.shape, Array.from(x.dataSync())];

const { sum, mean, max, min, variance } = nn;
const reductions = { sum, mean, max, min, variance };
const names = ["sum", "mean", "max", "min", "variance"] as const;

describe.each(names)("the axes of %s", (name) => {
  const reduce = reductions[name];

  testInScope("a number is an axis, in the function and in the method", () => {
    const x = cube();
    for (const dim of [0, 1, 2, -1, -2, -3]) {
      const listed = values(reduce(x, [dim]));
      expect(listed[0]).toEqual(x.shape.filter((_, i) => i !== (dim + 3) % 3));
      expect(values(reduce(x, dim))).toEqual(listed);
      expect(values(x[name](dim))).toEqual(listed);
      expect(values(x[name]([dim]))).toEqual(listed);
    }
  });

  testInScope("an empty list is all of them, as in PyTorch", () => {
    const x = cube();
    expect(values(reduce(x, []))).toEqual(values(reduce(x)));
    expect(reduce(x, []).shape).toEqual([]);
  });

  testInScope("the one axis of a scalar may be named", () => {
    const scalar = tensor(3);
    for (const dim of [0, -1]) expect(reduce(scalar, dim).shape).toEqual([]);
    expect(() => reduce(scalar, 1)).toThrow(`${name}: dim is 1, expected -1 to 0`);
  });

  testInScope("an axis that is not there, named twice, or no number", () => {
    const x = matrix();
    expect(() => reduce(x, 2)).toThrow(`${name}: dim is 2, expected -2 to 1, an axis of [2, 3]`);
    expect(() => reduce(x, [0, -3])).toThrow(`${name}: dim is -3, expected -2 to 1`);
    expect(() => reduce(x, [1, -1])).toThrow(
      `${name}: dims are [1,-1], expected distinct axes, and 1 comes twice`,
    );
    const wrong = (dims: unknown) => () => reduce(x, dims as number);
    expect(wrong("1")).toThrow(`${name}: dims is "1", expected an axis or an array of axes`);
    expect(wrong({ dim: 1 })).toThrow(`${name}: dims is an object, expected an axis`);
    expect(wrong(["1"])).toThrow(`${name}: dim is "1", expected -2 to 1`);
    expect(wrong(null)).toThrow(`${name}: dims is null`);
    expect(wrong(0.5)).toThrow(`${name}: dim is 0.5`);
  });
});

describe("sizes and orders, one by one or in an array", () => {
  testInScope("of functions and of methods", () => {
    const x = cube();
    for (const y of [
      nn.reshape(x, 6, 4),
      nn.reshape(x, [6, 4]),
      x.reshape(6, 4),
      x.reshape([6, 4]),
    ])
      expect(y.shape).toEqual([6, 4]);
    const turned = values(nn.permute(x, [2, 0, 1]));
    for (const y of [nn.permute(x, 2, 0, 1), x.permute(2, 0, 1), x.permute([2, 0, -2])])
      expect(values(y)).toEqual(turned);
    const flipped = values(nn.flip(x, [0, 2]));
    for (const y of [nn.flip(x, 0, 2), x.flip(0, -1), x.flip([2, 0])])
      expect(values(y)).toEqual(flipped);
    expect(values(nn.flip(x, 1))).toEqual(values(nn.flip(x, [1])));
    const row = tensor([1, 2], { shape: [2, 1] });
    const wide = [
      [2, 3],
      [1, 1, 1, 2, 2, 2],
    ];
    for (const y of [nn.expand(row, 2, 3), row.expand(-1, 3), row.expand([2, 3])])
      expect(values(y)).toEqual(wide);
    const thin = x.reshape(1, 24, 1);
    expect(nn.squeeze(thin, 0).shape).toEqual([24, 1]);
    expect(thin.squeeze([0, -1]).shape).toEqual([24]);
  });

  testInScope("a wrong type by name", () => {
    const x = cube();
    const wrong = "6,4" as unknown as number;
    expect(() => nn.reshape(x, wrong)).toThrow('reshape: shape has "6,4", expected integers');
    expect(() => x.reshape([wrong])).toThrow('reshape: shape has "6,4", expected integers');
    expect(() => x.permute(wrong, 1, 0)).toThrow('permute: order has "6,4", expected integers');
    expect(() => x.flip(wrong)).toThrow('flip: dims has "6,4", expected integers');
    expect(() => x.flip(3)).toThrow("flip: dim is 3, expected -3 to 2");
    expect(() => x.expand(wrong)).toThrow('expand: shape has "6,4", expected integers');
    expect(() => x.squeeze(wrong)).toThrow('squeeze: dims is "6,4", expected an axis');
    expect(() => x.reshape(1.5, 16)).toThrow("reshape: shape has 1.5, expected integers");
  });
});

const oneAxis: [string, (x: Tensor, dim: number) => unknown][] = [
  ["softmax", nn.softmax],
  ["logSoftmax", nn.logSoftmax],
  ["cumsum", nn.cumsum],
  ["argmax", nn.argmax],
  ["argmin", nn.argmin],
  ["topk", (x, dim) => nn.topk(x, 1, dim)],
  ["select", (x, dim) => nn.select(x, dim, 0)],
  ["slice", (x, dim) => nn.slice(x, dim, 0, 1)],
  ["split", (x, dim) => nn.split(x, 1, dim)],
  ["chunk", (x, dim) => nn.chunk(x, 2, dim)],
  ["cat", (x, dim) => nn.cat([x, x], dim)],
  ["repeatInterleave", (x, dim) => nn.repeatInterleave(x, 2, dim)],
  ["transpose", (x, dim) => nn.transpose(x, dim, 0)],
];

test.each(oneAxis)("%s names an axis that is not there, and what is none", (name, op) => {
  nn.scope(() => {
    const x = matrix();
    for (const dim of [0, 1, -1, -2]) op(x, dim);
    for (const dim of [2, -3, 0.5, "1", [1], null])
      expect(() => op(x, dim as number)).toThrow(new RegExp(`^${name}: dim`));
  });
});

testInScope("lists of tensors, of sizes and of axes that are none, by name", () => {
  const x = matrix();
  const as = <T>(value: unknown) => value as T;
  expect(() => nn.cat(as(x))).toThrow(
    "cat: tensors is an object of Tensor, expected an array of tensors",
  );
  expect(() => nn.stack(as([x, 2]))).toThrow("stack: tensors[1] is 2, expected a tensor");
  expect(() => nn.split(x, as("2"))).toThrow('split: sizes is "2", expected a number or an array');
  const wrong = { normalizedShape: as<number>("3") };
  expect(() => nn.layerNorm(x, wrong)).toThrow('layerNorm: normalizedShape is "3", expected a');
  expect(() => nn.rmsNorm(x, wrong)).toThrow('rmsNorm: normalizedShape is "3", expected a');
  for (const name of names)
    expect(() => reductions[name](as([1, 2]))).toThrow(`${name}: x is [1,2], expected a tensor`);
  for (const [name, op] of oneAxis)
    if (name !== "cat")
      expect(() => op(as(2), 0)).toThrow(new RegExp(`^${name}: x is 2, expected a tensor`));
});
