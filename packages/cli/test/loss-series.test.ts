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

const numbered = (losses: readonly number[]) => losses.map((loss, i) => record(i + 1, loss));

test("smoothedLosses keeps a straight line, and the beginning of any", () => {
  for (const length of [1, 2, 5, 30, 200]) {
    const line = Array.from({ length }, (_, i) => 3 - i / 100);
    for (const [i, value] of smoothedLosses(numbered(line)).entries())
      expect(value).toBeCloseTo(line[i]!, 9);
  }
  expect(smoothedLosses(records)[0]).toBe(4);
});

test.each([20, 60, 100, 600, 3000])(
  "smoothedLosses of %i steps does not end in the last loss alone",
  (length) => {
    const noise = (i: number): number => 0.3 * (-1) ** i;
    const last = length - 1;
    const losses = Array.from({ length }, (_, i) => 1 + noise(i) + (i === last ? 1 : 0));
    const smoothed = smoothedLosses(numbered(losses));
    const step = Math.max(2, Math.round(length / 60));
    // A third of a jump of the very last loss at most, and no jump between neighbours.
    for (const value of smoothed.slice(-3 * step)) expect(Math.abs(value - 1)).toBeLessThan(0.45);
    expect(Math.abs(smoothed[last]! - smoothed[last - 1]!)).toBeLessThan(0.15);
  },
);
