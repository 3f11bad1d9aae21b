import { describe, expect, expectTypeOf, test } from "vitest";
import { DataLoader } from "../src/data/data-loader.ts";
import { tensor } from "../src/device/create-tensor.ts";
import type { Tensor } from "../src/tensor/tensor.ts";

describe("without collate, as PyTorch's default_collate", () => {
  test("records of typed arrays, numbers, truth values and texts are batched by field", () => {
    const examples = [
      { x: Float32Array.of(1, 2), ids: Int32Array.of(7, 8), weight: 0.5, last: false, name: "a" },
      { x: Float32Array.of(3, 4), ids: Int32Array.of(9, 10), weight: 2, last: true, name: "b" },
    ];
    const batch = new DataLoader(examples, { batchSize: 2 }).next();
    expectTypeOf(batch.x).toEqualTypeOf<Tensor>();
    expectTypeOf(batch.name).toEqualTypeOf<string[]>();
    expect([batch.x.dtype, batch.x.shape, [...batch.x.dataSync()]]).toEqual([
      "float32",
      [2, 2],
      [1, 2, 3, 4],
    ]);
    expect([batch.ids.dtype, batch.ids.shape, [...batch.ids.dataSync()]]).toEqual([
      "int32",
      [2, 2],
      [7, 8, 9, 10],
    ]);
    expect([batch.weight.dtype, batch.weight.shape, [...batch.weight.dataSync()]]).toEqual([
      "float32",
      [2],
      [0.5, 2],
    ]);
    expect([batch.last.dtype, [...batch.last.dataSync()]]).toEqual(["int32", [0, 1]]);
    expect(batch.name).toEqual(["a", "b"]);
  });

  test("tensors are stacked, the parts of lists are batched each by itself", () => {
    const examples = [1, 2, 3].map((i) => [tensor([[i, i]]), i] as const);
    const [x, y] = new DataLoader(examples, { batchSize: 3 }).next();
    expect(x.shape).toEqual([3, 1, 2]);
    expect([...x.dataSync()]).toEqual([1, 1, 2, 2, 3, 3]);
    expect([...y.dataSync()]).toEqual([1, 2, 3]);
  });

  test.each<readonly [string, readonly unknown[], string]>([
    [
      "arrays of two lengths",
      [{ x: Float32Array.of(1) }, { x: Float32Array.of(1, 2) }],
      "example.x has arrays that differ in length",
    ],
    ["lists of two lengths", [[1], [1, 2]], "example has lists that differ in length"],
    ["two kinds", [1, "1"], "example has values of different kinds"],
    ["functions", [() => 1, () => 2], "example has function among them"],
    ["missing ones", [null, null], "example has null among them"],
  ])("%s are refused by path, and say that collate helps", (_, examples, message) => {
    const loader = new DataLoader(examples, { batchSize: 2 });
    expect(() => loader.next()).toThrow(`DataLoader: ${message}`);
    expect(() => loader.next()).toThrow("give collate: (examples) => batch");
    expect(loader.state).toEqual({ epoch: 0, batch: 0 });
  });
});

describe("what is not there at once is refused, and no batch is lost", () => {
  test("an asynchronous collate", () => {
    const loader = new DataLoader([1, 2], { collate: async (examples) => examples });
    expect(() => loader.next()).toThrow(
      "DataLoader: collate is a Promise, expected the value at once",
    );
    expect(loader.state).toEqual({ epoch: 0, batch: 0 });
  });

  test("an asynchronous dataset", () => {
    const dataset = { length: 2, get: async (index: number) => index };
    expect(() => new DataLoader(dataset).next()).toThrow(
      "DataLoader: example 0 of the dataset is a Promise",
    );
  });

  test.each<readonly [unknown, string]>([
    [null, "dataset is null"],
    [3, "dataset is 3"],
    [{ length: 2 }, "dataset is an object"],
    [Promise.resolve([1]), "dataset is a Promise (await it)"],
  ])("the dataset %s", (dataset, message) => {
    expect(() => new DataLoader(dataset as number[])).toThrow(
      `DataLoader: ${message}, expected an array of examples`,
    );
  });

  test("a collate that is no function", () => {
    const collate = "stack" as unknown as (examples: number[]) => number;
    expect(() => new DataLoader([1], { collate })).toThrow(
      'DataLoader: collate is "stack", expected a function',
    );
  });
});
