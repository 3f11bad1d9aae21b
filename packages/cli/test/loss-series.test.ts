import { expect, test } from "vitest";
import { bucketMeans, smoothedLosses, validationAlong } from "../src/report/loss-series.ts";

const record = (step: number, loss: number, valLoss?: number) => ({
  step,
  loss,
  learningRate: 1e-3,
  ...(valLoss === undefined ? {} : { valLoss }),
});
const records = [4, 2, 3, 1, 5, 1].map((loss, i) => record(i + 1, loss));

test("bucketMeans averages equal stretches", () => {
  expect(bucketMeans(records, 3)).toEqual([3, 2, 3]);
  expect(bucketMeans(records, 10)).toEqual([4, 2, 3, 1, 5, 1]);
});

test("validationAlong follows the training loss up to the first validation, then straight lines", () => {
  const evaluated = [record(1, 9), record(2, 8, 6), record(3, 7), record(4, 6, 4)];
  expect(validationAlong(evaluated, [9, 8, 7, 6])).toEqual([9, 6, 5, 4]);
  expect(validationAlong(records, [1, 2])).toBeUndefined();
});

test("smoothedLosses keeps the mean of a straight line and the ends of any", () => {
  const line = Array.from({ length: 200 }, (_, i) => record(i + 1, i));
  expect(smoothedLosses(line)).toEqual(line.map(({ loss }) => loss));
  expect(smoothedLosses(records)).toEqual([4, 2, 3, 1, 5, 1]);
});
