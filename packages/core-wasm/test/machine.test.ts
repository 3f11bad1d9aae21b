import { expect, test } from "vitest";
import { ArithmeticPeak, ReadBandwidth } from "../src/machine/index.ts";

test("the arithmetic peak is the fastest of the loops that the engine accepts", () => {
  const peak = new ArithmeticPeak();
  const before = peak.best;
  expect(before).toBeGreaterThan(0);
  peak.sample();
  expect(peak.best).toBeGreaterThanOrEqual(before);
});

test("the read bandwidth has a middle and a best pass", () => {
  const reads = new ReadBandwidth({ bytes: 2 ** 20 });
  expect(reads.median).toBeGreaterThan(0);
  expect(reads.best).toBeGreaterThanOrEqual(reads.median);
});

test("memory that the loop cannot divide is refused", () => {
  expect(() => new ReadBandwidth({ bytes: 1000 })).toThrow("128");
});
