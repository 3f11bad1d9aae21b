import { describe, expect, it } from "vitest";
import {
  constantSchedule,
  cosineSchedule,
  linearSchedule,
  type Schedule,
  stableDecaySchedule,
} from "../src/optim/lr-scheduler/schedules.ts";

const rates = (schedule: Schedule, ...steps: readonly number[]): number[] => steps.map(schedule);
const expectRates = (actual: readonly number[], expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  for (const [i, rate] of actual.entries()) expect(rate).toBeCloseTo(expected[i]!, 14);
};

describe("schedules", () => {
  const options = { peak: 1, minimum: 0.2, warmup: 3, steps: 11 };

  it("warm up as nanoGPT: peak (step + 1) / (warmup + 1)", () => {
    const constant = constantSchedule({ peak: 1, warmup: 3 });
    for (const schedule of [cosineSchedule(options), linearSchedule(options), constant])
      expect(rates(schedule, 0, 1, 2, 3)).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it("cosine: half a cosine from peak to minimum, then the minimum", () => {
    const schedule = cosineSchedule(options);
    const quarter = 0.2 + 0.4 * (1 + Math.SQRT1_2);
    const threeQuarters = 0.2 + 0.4 * (1 - Math.SQRT1_2);
    expectRates(rates(schedule, 3, 5, 7, 9), [1, quarter, 0.6, threeQuarters]);
    expect(rates(schedule, 11, 12, 1e9)).toEqual([0.2, 0.2, 0.2]);
    expect(schedule(10)).toBeGreaterThan(0.2);
  });

  it("cosine: the rates of nanoGPT's Shakespeare settings", () => {
    const schedule = cosineSchedule({ peak: 1e-3, minimum: 1e-4, warmup: 100, steps: 5000 });
    expectRates(rates(schedule, 0, 50, 100, 2550, 5000), [
      1e-3 / 101,
      51e-3 / 101,
      1e-3,
      5.5e-4,
      1e-4,
    ]);
  });

  it("linear: a straight line from peak to minimum, then the minimum", () => {
    expectRates(rates(linearSchedule(options), 3, 4, 7, 10, 11, 12), [1, 0.9, 0.6, 0.3, 0.2, 0.2]);
  });

  it("stable, then decay: the peak for a part of the steps, then a straight line", () => {
    const half = stableDecaySchedule({ ...options, stable: 0.5 });
    expectRates(rates(half, 0, 2, 3, 7, 9, 11, 12), [0.25, 0.75, 1, 1, 0.6, 0.2, 0.2]);
    const usual = stableDecaySchedule({ peak: 1, steps: 10 });
    expectRates(rates(usual, 0, 4, 7, 10), [1, 1, 0.5, 0]);
    expect(() => stableDecaySchedule({ peak: 1, steps: 10, stable: 1 })).toThrow(
      "stableDecaySchedule: stable is 1, expected 0 up to 1",
    );
    expect(() => stableDecaySchedule({ peak: 1, minimum: 2, steps: 10 })).toThrow(
      "stableDecaySchedule: minimum is 2",
    );
  });

  it("start at the peak and end at 0 unless told otherwise", () => {
    for (const make of [cosineSchedule, linearSchedule])
      expectRates(rates(make({ peak: 2, steps: 2 }), 0, 1, 2, 3), [2, 1, 0, 0]);
    expect(rates(constantSchedule({ peak: 2 }), 0, 1, 1e9)).toEqual([2, 2, 2]);
  });

  it.each<readonly [object, string]>([
    [{ peak: -1 }, "cosineSchedule: peak is -1, expected a finite rate of at least 0"],
    [{ peak: NaN }, "cosineSchedule: peak is NaN"],
    [{ peak: Infinity }, "cosineSchedule: peak is Infinity"],
    [{ minimum: 1.5 }, "cosineSchedule: minimum is 1.5, expected a rate from 0 to the peak 1"],
    [{ minimum: -0.1 }, "cosineSchedule: minimum is -0.1"],
    [{ warmup: -1 }, "cosineSchedule: warmup is -1, expected a number of steps, at least 0"],
    [{ warmup: 0.5 }, "cosineSchedule: warmup is 0.5"],
    [{ steps: 3 }, "cosineSchedule: steps is 3, expected an integer above the 3 steps of warm-up"],
    [{ steps: 10.5 }, "cosineSchedule: steps is 10.5"],
    [{ steps: Infinity }, "cosineSchedule: steps is Infinity"],
  ])("refuse %j", (wrong, message) => {
    expect(() => cosineSchedule({ ...options, ...wrong })).toThrow(message);
  });

  it.each([[-1], [0.5], [NaN]])("refuse the step %d", (step) => {
    const message = `step is ${step}, expected an integer of at least 0`;
    expect(() => linearSchedule(options)(step)).toThrow(`linearSchedule: ${message}`);
    expect(() => constantSchedule({ peak: 1 })(step)).toThrow(`constantSchedule: ${message}`);
  });
});
