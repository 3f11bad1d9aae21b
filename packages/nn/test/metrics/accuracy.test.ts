import { expect, test } from "vitest";
import { tensor } from "../../src/device/create-tensor.ts";
import { accuracy } from "../../src/metrics/accuracy.ts";

const ids = (values: number[] | number[][]) => tensor(values, { dtype: "int32" });

test("the share of targets that have the highest score", async () => {
  const scores = tensor([
    [0.1, 0.9, 0],
    [3, 1, 2],
    [0, 0, 0],
    [1, 2, 3],
  ]);
  expect(await accuracy(scores, ids([1, 2, 0, 2]))).toBe(3 / 4);
  expect(await accuracy(scores, ids([1, 2, 1, 0]), { topK: 2 })).toBe(3 / 4);
  expect(await accuracy(scores, ids([1, -100, 0, -100]))).toBe(1);
  expect(await accuracy(scores, ids([-100, -100, -100, -100]))).toBeNaN();
});

test("of class ids, and of tokens in sequences", async () => {
  expect(await accuracy(ids([1, 2, 3]), ids([1, 0, 3]))).toBe(2 / 3);
  const logits = tensor([
    [
      [1, 0],
      [0, 1],
    ],
    [
      [1, 0],
      [1, 0],
    ],
  ]);
  expect(
    await accuracy(
      logits,
      ids([
        [0, 0],
        [0, 0],
      ]),
      { ignoreIndex: 7 },
    ),
  ).toBe(3 / 4);
});

test("a NaN is the highest, as argmax has it", async () => {
  expect(await accuracy(tensor([[1, Number.NaN]]), ids([0]))).toBe(0);
  expect(await accuracy(tensor([[1, Number.NaN]]), ids([1]))).toBe(1);
});

test("refuses what does not go together, by name", async () => {
  const scores = tensor([[1, 2]]);
  await expect(accuracy(scores, ids([0, 1]))).rejects.toThrow("expected int32 targets [1]");
  await expect(accuracy(scores, tensor([0]))).rejects.toThrow("targets float32 [1]");
  await expect(accuracy(scores, ids([2]))).rejects.toThrow(
    "a target is 2, expected a class from 0 to 1",
  );
  await expect(accuracy(ids([1]), ids([1]), { topK: 2 })).rejects.toThrow("topK is 2");
});
