import { describe, expect } from "vitest";
import { tensor, zeros } from "../src/device/create-tensor.ts";
import { referenceDevice } from "../src/device/reference-device.ts";
import { asStrided } from "../src/ops/as-strided.ts";
import { cat } from "../src/ops/cat.ts";
import { expand } from "../src/ops/expand.ts";
import { flatten } from "../src/ops/flatten.ts";
import { flip } from "../src/ops/flip.ts";
import { mul } from "../src/ops/mul.ts";
import { repeatInterleave } from "../src/ops/repeat-interleave.ts";
import { reshape } from "../src/ops/reshape.ts";
import { select } from "../src/ops/select.ts";
import { slice } from "../src/ops/slice.ts";
import { chunk, split } from "../src/ops/split.ts";
import { squeeze } from "../src/ops/squeeze.ts";
import { stack } from "../src/ops/stack.ts";
import { transpose } from "../src/ops/transpose.ts";
import { tril, triu } from "../src/ops/tril.ts";
import { unsqueeze } from "../src/ops/unsqueeze.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { worstGradientError } from "./finite-differences.ts";
import { testInScope } from "./test-in-scope.ts";

const count = (shape: readonly number[]) => {
  const size = shape.reduce((all, n) => all * n, 1);
  return tensor(
    Float32Array.from({ length: size }, (_, i) => i),
    { shape },
  );
};
const show = (x: Tensor) => [x.shape, [...x.dataSync()]] as const;
const values = (x: Tensor) => [...x.dataSync()];

describe("parts", () => {
  testInScope("slice follows Python", () => {
    const x = count([3, 4]);
    expect(show(slice(x, 1, 1, 3))).toEqual([
      [3, 2],
      [1, 2, 5, 6, 9, 10],
    ]);
    expect(values(slice(x, 0, -1))).toEqual([8, 9, 10, 11]);
    expect(values(slice(x, -1, 0, -2))).toEqual([0, 1, 4, 5, 8, 9]);
    expect(values(slice(x, 1, 1, 100, 2))).toEqual([1, 3, 5, 7, 9, 11]);
    expect(show(slice(x, 1, 3, 1))).toEqual([[3, 0], []]);
    expect(values(x.slice(0, 1, 2))).toEqual([4, 5, 6, 7]);
  });
  testInScope("select, split, chunk", () => {
    const x = count([2, 5]);
    expect(show(select(x, 1, -1))).toEqual([[2], [4, 9]]);
    expect(split(x, 2, 1).map(values)).toEqual([
      [0, 1, 5, 6],
      [2, 3, 7, 8],
      [4, 9],
    ]);
    expect(split(x, [1, 4], -1).map((part) => part.shape)).toEqual([
      [2, 1],
      [2, 4],
    ]);
    expect(chunk(x, 3, 1).map((part) => part.shape[1])).toEqual([2, 2, 1]);
    expect(chunk(x, 4, 1).map((part) => part.shape[1])).toEqual([2, 2, 1]);
  });
  testInScope("ids are moved as ids", () => {
    const ids = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype: "int32" },
    );
    for (const moved of [
      slice(ids, 1, 1),
      transpose(ids, 0, 1),
      cat([ids, ids]),
      expand(slice(ids, 0, 1), [3, 3]),
      tril(ids),
    ])
      expect(moved.dtype).toBe("int32");
    expect(values(transpose(ids, 0, 1))).toEqual([1, 4, 2, 5, 3, 6]);
  });
});

describe("whole", () => {
  testInScope("cat and stack", () => {
    const [a, b] = [count([2, 1]), count([2, 2])];
    expect(show(cat([a, b, a], -1))).toEqual([
      [2, 4],
      [0, 0, 1, 0, 1, 2, 3, 1],
    ]);
    expect(show(stack([a, a], 1))).toEqual([
      [2, 2, 1],
      [0, 0, 1, 1],
    ]);
    expect(show(stack([a, a], -1))).toEqual([
      [2, 1, 2],
      [0, 0, 1, 1],
    ]);
  });
  testInScope("expand, repeatInterleave, flip, asStrided", () => {
    expect(show(expand(count([2, 1]), [2, -1, 3]))).toEqual([
      [2, 2, 3],
      [0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1],
    ]);
    expect(show(repeatInterleave(count([2, 2]), 2, 0))).toEqual([
      [4, 2],
      [0, 1, 0, 1, 2, 3, 2, 3],
    ]);
    expect(values(repeatInterleave(count([2, 2]), 2))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(values(repeatInterleave(count([2, 2]), [0, 3], 1))).toEqual([1, 1, 1, 3, 3, 3]);
    expect(values(flip(count([2, 3]), [1]))).toEqual([2, 1, 0, 5, 4, 3]);
    expect(values(flip(count([2, 3]), [0, -1]))).toEqual([5, 4, 3, 2, 1, 0]);
    expect(values(asStrided(count([5]), [3, 3], [1, 1]))).toEqual([0, 1, 2, 1, 2, 3, 2, 3, 4]);
  });
  testInScope("axes of size 1, flatten", () => {
    expect(unsqueeze(count([2, 3]), -1).shape).toEqual([2, 3, 1]);
    expect(unsqueeze(count([2, 3]), 1).shape).toEqual([2, 1, 3]);
    expect(squeeze(count([1, 2, 1])).shape).toEqual([2]);
    expect(squeeze(count([1, 2, 1]), -1).shape).toEqual([1, 2]);
    expect(squeeze(count([1, 2, 1]), 1).shape).toEqual([1, 2, 1]);
    expect(flatten(count([2, 3, 4]), 1).shape).toEqual([2, 12]);
    expect(flatten(count([]), 0).shape).toEqual([1]);
    expect(count([2, 3]).transpose(0, 1).unsqueeze(0).squeeze(0).flatten().shape).toEqual([6]);
  });
  testInScope("triangles; NaN outside them is gone", () => {
    const x = tensor([
      [1, Number.NaN],
      [3, 4],
    ]);
    expect(values(tril(x))).toEqual([1, 0, 3, 4]);
    expect(values(triu(x, 1))).toEqual([0, Number.NaN, 0, 0]);
    expect(values(tril(count([2, 3]), 1))).toEqual([0, 1, 0, 3, 4, 5]);
    expect(values(triu(count([2, 3]), -1))).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe("gradients", () => {
  const x = [2, 3, 4];
  const bodies: Record<string, (x: Tensor) => Tensor> = {
    slice: (t) => slice(t, 1, 1, 3),
    step: (t) => slice(t, 2, 0, 4, 3),
    select: (t) => select(t, -1, 2),
    flip: (t) => flip(t, [0, 2]),
    expand: (t) => expand(unsqueeze(slice(t, 1, 0, 1), 0), [2, -1, 5, 4]),
    repeatInterleave: (t) => repeatInterleave(t, 3, 1),
    repeatEach: (t) => repeatInterleave(t, [2, 0, 1], 1),
    transpose: (t) => transpose(t, 0, -1),
    tril: (t) => tril(t),
    cat: (t) => cat([t, mul(t, t), slice(t, 1, 0, 1)], 1),
    stack: (t) => stack([t, mul(t, t)], -1),
    split: (t) => mul(...(split(t, 2, 2) as [Tensor, Tensor])),
    windows: (t) => asStrided(t, [5, 4], [3, 1], 2),
  };
  for (const [name, body] of Object.entries(bodies))
    testInScope(name, () => {
      const inputs = { x: new Generator(3).normal(24) };
      expect(worstGradientError((t) => body(t.x!), inputs, { x }).worst).toBeLessThan(1e-7);
    });
});

describe("errors name the op, the argument, what was expected and what came", () => {
  const cases: readonly (readonly [string, () => Tensor | Tensor[]])[] = [
    ["slice: dim is 2, expected -2 to 1, an axis of [2, 3]", () => slice(count([2, 3]), 2, 0)],
    ["select: index is 3, expected -3 to 2 (axis 1 has size 3)", () => select(count([2, 3]), 1, 3)],
    [
      "cat: tensors[1] is [2, 4], expected [2, 3] but for axis 0",
      () => cat([count([2, 3]), count([2, 4])]),
    ],
    [
      "cat: tensors[1] is on device reference, expected",
      () => cat([count([2]), tensor([1], { device: referenceDevice() })]),
    ],
    ["cat: tensors is empty", () => cat([])],
    ["stack: tensors[1] is [3], expected [2]", () => stack([count([2]), count([3])])],
    [
      "expand: shape is [2, 4], expected one that x, [2, 3], broadcasts to",
      () => expand(count([2, 3]), [2, 4]),
    ],
    ["split: sizes are [1,1], expected counts with the sum 3", () => split(count([3]), [1, 1])],
    ["chunk: chunks is 0", () => chunk(count([3]), 0)],
    ["flip: dims are [0,-1], expected distinct axes", () => flip(count([3]), [0, -1])],
    ["tril: x is [3], expected at least two axes", () => tril(count([3]))],
    [
      "repeatInterleave: repeats has 1 counts, expected 3",
      () => repeatInterleave(count([3]), [1], 0),
    ],
    ["asStrided: x is [3], expected elements 0 to 4", () => asStrided(count([3]), [5], [1])],
    ["unsqueeze: dim is 3, expected -3 to 2", () => unsqueeze(count([2, 3]), 3)],
  ];
  for (const [message, body] of cases) testInScope(message, () => expect(body).toThrow(message));
});

testInScope("a shape has sizes from 0, and at most one -1 to be worked out", () => {
  expect(() => tensor([1, 2], { shape: [-1, -2] })).toThrow("tensor: shape is [-1, -2]");
  expect(() => zeros([1.5, 2])).toThrow(
    "zeros: shape is [1.5, 2], expected an array of integers from 0",
  );
  expect(() => reshape(tensor([1]), [-1, -1])).toThrow(
    "shape is [-1, -1], expected at most one -1",
  );
});

testInScope("view is reshape under its other name: in the graph, and sharing memory", () => {
  for (const of of [(x: Tensor) => x.view([2, -1]), (x: Tensor) => x.view(2, 2)]) {
    const x = tensor([1, 2, 3, 4], { requiresGrad: true });
    const y = of(x);
    expect(y.shape).toEqual([2, 2]);
    expect(y.storage).toBe(x.storage);
    y.mul(tensor([[1, 2], [3, 4]])).sum().backward(); // biome-ignore format: a matrix
    expect([...x.grad!.dataSync()]).toEqual([1, 2, 3, 4]);
  }
  expect(() => tensor([1, 2]).view([3])).toThrow("[2] does not fit [3]");
});
