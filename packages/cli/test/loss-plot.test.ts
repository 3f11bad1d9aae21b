import { expect, test } from "vitest";
import { lossPlot } from "../src/report/loss-plot.ts";
import { Printer } from "../src/terminal/printer.ts";

const labels = (losses: readonly number[]): readonly string[] =>
  lossPlot(
    losses.map((loss, i) => ({ step: i + 1, loss, learningRate: 1e-3 })),
    new Printer(),
  )
    .split("\n")
    .slice(0, -2)
    .map((line) => line.trim().split(" ")[0]!);

test.each([5, 0.5, 0.05])(
  "lines of the loss curve over a range of %f have different labels",
  (range) => {
    const found = labels(Array.from({ length: 40 }, (_, i) => 2 + range * (1 - i / 39)));
    expect(found.length).toBeGreaterThan(10);
    expect(new Set(found).size).toBe(found.length);
  },
);

test("a loss that never changes has a curve too", () => {
  expect(labels([1, 1, 1])).toContain("1.00");
});
