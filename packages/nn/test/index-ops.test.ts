import { describe, expect } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { eq, ge, gt, le, lt, ne } from "../src/ops/compare.ts";
import { embedding } from "../src/ops/embedding.ts";
import { gather } from "../src/ops/gather.ts";
import { indexSelect } from "../src/ops/index-select.ts";
import { maskedFill } from "../src/ops/masked-fill.ts";
import { oneHot } from "../src/ops/one-hot.ts";
import { scatterAdd } from "../src/ops/scatter-add.ts";
import { topk } from "../src/ops/topk.ts";
import { where } from "../src/ops/where.ts";
import { Generator } from "../src/random/generator.ts";
import type { Tensor } from "../src/tensor/tensor.ts";
import { referenceDevice, worstGradientError } from "./finite-differences.ts";
import { testInScope } from "./test-in-scope.ts";

const ids = (values: number | readonly number[] | readonly (readonly number[])[]) =>
  tensor(values, { dtype: "int32" });
const values = (x: Tensor) => [...x.dataSync()];

testInScope("comparisons give int32 masks, of floats and of ids, on both devices", () => {
  for (const device of [defaultDevice(), referenceDevice()]) {
    for (const dtype of ["float32", "int32"] as const) {
      const a = tensor([[-1], [2], [5]], { dtype, device });
      const b = tensor([2, -1], { dtype, device });
      expect(gt(a, b).shape).toEqual([3, 2]);
      expect(gt(a, b).dtype).toBe("int32");
      expect(values(gt(a, b))).toEqual([0, 0, 0, 1, 1, 1]);
      expect(values(ge(a, b))).toEqual([0, 1, 1, 1, 1, 1]);
      expect(values(lt(a, b))).toEqual([1, 0, 0, 0, 0, 0]);
      expect(values(le(a, b))).toEqual([1, 1, 1, 0, 0, 0]);
      expect(values(eq(a, 2))).toEqual([0, 1, 0]);
      expect(values(ne(a, 2))).toEqual([1, 0, 1]);
    }
    const nan = tensor([Number.NaN], { device });
    for (const [compare, holds] of [
      [gt, 0],
      [ge, 0],
      [lt, 0],
      [le, 0],
      [eq, 0],
      [ne, 1],
    ] as const)
      expect(values(compare(nan, nan))).toEqual([holds]);
    const large = tensor([16777217, 2 ** 31 - 1, -(2 ** 31)], { dtype: "int32", device });
    expect(values(eq(large, 16777216))).toEqual([0, 0, 0]);
    expect(values(gt(large, 0))).toEqual([1, 1, 0]);
  }
  expect(values(eq(ids([1]), 0.5))).toEqual([0]);
});

testInScope("where and maskedFill: what is not taken stays out, of the gradient too", () => {
  const x = tensor(
    [
      [1, Number.NaN],
      [3, 4],
    ],
    { requiresGrad: true },
  );
  const y = where(ids([1, 0]), x, -2);
  expect(values(y)).toEqual([1, -2, 3, -2]);
  y.sum().backward();
  expect(values(x.grad!)).toEqual([1, 0, 1, 0]);
  x.dispose();
  expect(
    values(
      maskedFill(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        ids([[1], [0]]),
        -Infinity,
      ),
    ),
  ).toEqual([-Infinity, -Infinity, 3, 4]);
  expect(values(where(ids([0, 1]), ids(7), 9))).toEqual([9, 7]);
  expect(() => maskedFill(tensor([1]), ids([1, 0]), 0)).toThrow(
    "maskedFill: mask is [2], expected a shape that broadcasts to x, [1]",
  );
});

testInScope("gather, scatterAdd, indexSelect, oneHot", () => {
  const x = tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  expect(
    values(
      gather(
        x,
        1,
        ids([
          [2, 2],
          [0, 1],
        ]),
      ),
    ),
  ).toEqual([3, 3, 4, 5]);
  expect(values(gather(x, -2, ids([[1, 0]])))).toEqual([4, 2]);
  expect(
    values(
      scatterAdd(
        x,
        1,
        ids([
          [0, 0],
          [2, 1],
        ]),
        tensor([
          [10, 20],
          [30, 40],
        ]),
      ),
    ),
  ).toEqual([31, 2, 3, 4, 45, 36]);
  expect(values(indexSelect(x, 1, ids([2, 0, 2])))).toEqual([3, 1, 3, 6, 4, 6]);
  expect(oneHot(ids([[0, 2]]), 3).shape).toEqual([1, 2, 3]);
  expect(values(oneHot(ids([[0, 2]]), 3))).toEqual([1, 0, 0, 0, 0, 1]);
  expect(values(oneHot(ids(1), 2))).toEqual([0, 1]);
  expect(indexSelect(x, 1, ids([])).shape).toEqual([2, 0]);
  expect(gather(x, 1, tensor(new Int32Array(), { shape: [2, 0] })).shape).toEqual([2, 0]);
});

testInScope("topk: largest first, the first of equal ones, NaN above all, any axis", () => {
  const x = tensor([3, 1, 3, Number.NaN, 2, 3]);
  const { values: best, indices } = topk(x, 4);
  expect(values(best)).toEqual([Number.NaN, 3, 3, 3]);
  expect(values(indices)).toEqual([3, 0, 2, 5]);
  const columns = tensor(
    [
      [1, 5],
      [4, 2],
      [3, 3],
    ],
    { requiresGrad: true },
  );
  const top = topk(columns, 2, 0);
  expect([top.values.shape, values(top.values)]).toEqual([
    [2, 2],
    [4, 5, 3, 3],
  ]);
  expect(values(top.indices)).toEqual([1, 0, 2, 2]);
  top.values.sum().backward();
  expect(values(columns.grad!)).toEqual([0, 1, 1, 0, 1, 1]);
  columns.dispose();
  expect(() => topk(x, 7)).toThrow("topk: k is 7, expected 0 to 6, the axis of x, [6]");
});

describe("an index out of range names its position, itself and the size, on both devices", () => {
  for (const device of [defaultDevice(), referenceDevice()])
    testInScope(device.name, () => {
      const x = tensor(
        [
          [1, 2, 3],
          [4, 5, 6],
        ],
        { device },
      );
      const index = tensor(
        [
          [0, 3],
          [1, 1],
        ],
        { dtype: "int32", device },
      );
      const negative = tensor([1, -1], { dtype: "int32", device });
      const expected = "is 3, expected 0 to 2 (the axis has size 3)";
      expect(() => gather(x, 1, index)).toThrow(`gather: index[1] ${expected}`);
      const source = tensor(
        [
          [0, 0],
          [0, 0],
        ],
        { device },
      );
      expect(() => scatterAdd(x, 1, index, source)).toThrow(`scatterAdd: index[1] ${expected}`);
      expect(() => indexSelect(x, 0, negative)).toThrow(
        "indexSelect: index[1] is -1, expected 0 to 1 (the axis has size 2)",
      );
      expect(() => oneHot(negative, 2)).toThrow("index[1] is -1, expected 0 to 1");
    });
});

testInScope("the gradient of a padding row is zero", () => {
  const weight = tensor([[1], [2], [3]], { requiresGrad: true });
  const y = embedding(weight, ids([0, 2, 2, 1]), { paddingIdx: -1 });
  expect(values(y)).toEqual([1, 3, 3, 2]);
  y.sum().backward();
  expect(values(weight.grad!)).toEqual([1, 1, 0]);
  weight.dispose();
  expect(() => embedding(tensor([[1]]), ids([0]), { paddingIdx: 1 })).toThrow(
    "embedding: paddingIdx is 1, expected -1 to 0 (there are 1 rows)",
  );
});

testInScope("gradients of the compositions", () => {
  const shapes = { x: [4, 5], source: [4, 3] };
  const random = new Generator(5);
  const inputs = { x: random.normal(20), source: random.normal(12) };
  const bodies: readonly ((
    t: Readonly<Record<string, Tensor>>,
    device: Tensor["device"],
  ) => Tensor)[] = [
    ({ x }, device) =>
      gather(
        x!,
        1,
        tensor(
          [
            [4, 0, 4],
            [1, 1, 2],
          ],
          { dtype: "int32", device },
        ),
      ),
    ({ x, source }, device) =>
      scatterAdd(
        x!,
        1,
        tensor(
          [
            [4, 0, 4],
            [1, 1, 2],
            [0, 0, 0],
            [3, 2, 1],
          ],
          { dtype: "int32", device },
        ),
        source!,
      ),
    ({ x }) => topk(x!, 2, 0).values,
    ({ x }) => where(gt(x!, 0), x!, x!.scale(0.1)),
    ({ x }) => maskedFill(x!, lt(x!, 0), 3),
  ];
  for (const body of bodies)
    expect(
      worstGradientError(
        (t) => {
          const y = body(t, t.x!.device);
          const unused = t.source!.sum().scale(0); // so that every input has a gradient
          return y.add(unused).add(t.x!.sum().scale(0));
        },
        inputs,
        shapes,
      ).worst,
    ).toBeLessThan(1e-7);
});

testInScope("numbers that int32 does not hold are refused, not wrapped", () => {
  const ids = tensor([0, 1], { dtype: "int32" });
  for (const value of [3e9, -3e9, 2 ** 31, NaN, Infinity, 1.5, -0.5])
    expect(() => tensor([value], { dtype: "int32" })).toThrow(
      `tensor: a value is ${value}, expected an integer from -2147483648 to 2147483647`,
    );
  expect([...tensor([-1, 2147483647], { dtype: "int32" }).dataSync()]).toEqual([-1, 2147483647]);
  expect(() => gt(ids, 3e9)).toThrow("a value is 3000000000");
  expect(() => maskedFill(ids, ids, -Infinity)).toThrow("maskedFill: value is -Infinity");
});
