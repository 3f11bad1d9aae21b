import { describe, expect, test } from "vitest";
import { sweep } from "../../src/commands/sweep.ts";
import { trainingOptionsFor } from "../../src/commands/train.ts";
import { standings } from "../../src/sweep/describe-sweep.ts";
import { argumentsOf, expectTrial, readSpace } from "../../src/sweep/space.ts";
import type { SweepPlan, TrialRecord } from "../../src/sweep/sweep-folder.ts";
import { sweepPage } from "../../src/sweep/sweep-page.ts";
import { gridTrials, randomTrials, rungsOf } from "../../src/sweep/trials.ts";

const read = (space: object) => readSpace(JSON.stringify(space), "space.json", trainingOptionsFor);
const space = read({
  ...{ data: "text.txt", preset: "tiny", steps: 30 },
  lr: { log: [1e-4, 1e-1], points: 4 },
  dropout: { linear: [0, 0.5], points: 3 },
  dModel: { choice: [32, 64] },
  layers: { linear: [1, 3], points: 3 },
});

describe("a space", () => {
  test("has fixed settings and dimensions, whole numbers where the training takes no others", () => {
    expect(space.fixed).toEqual({ data: "text.txt", preset: "tiny", steps: 30 });
    expect(space.dimensions).toEqual({
      lr: { scale: "log", from: 1e-4, to: 1e-1, points: 4, whole: false },
      dropout: { scale: "linear", from: 0, to: 0.5, points: 3, whole: false },
      "d-model": { scale: "choice", values: [32, 64] },
      layers: { scale: "linear", from: 1, to: 3, points: 3, whole: true },
    });
    expect(argumentsOf({ lr: 0.1, freeze: ["a.*", "b"], json: true, x: false })).toEqual([
      ...["--lr=0.1", "--freeze=a.*,b", "--json"],
    ]);
    const application = read({ task: "classification", patience: { choice: [0, 2] } });
    expect(Object.keys(application.dimensions)).toEqual(["patience"]);
  });

  test.each<[object, RegExp]>([
    [{ data: "x" }, /space.json has no setting that differs/],
    [{ lrr: { log: [1, 2] } }, /space.json: lrr is no option of qkv train.*nearest is lr/],
    [{ out: "x", lr: { log: [1, 2] } }, /space.json: out is the sweep's to give/],
    [{ lr: { log: [0, 2] } }, /lr is .*does not begin above 0/],
    [{ lr: { log: [2, 1] } }, /lr is .*no range that rises/],
    [{ lr: { log: [1, 2], points: 1 } }, /lr is .*points that are no integer above 1/],
    [{ lr: { logg: [1, 2] } }, /lr is .*expected a value, or one of/],
    [{ lr: { choice: [1, 1] } }, /lr is .*fewer than two different values/],
    [{ lr: null }, /lr is null, expected a value/],
    [{ patience: { choice: [0, 2] } }, /patience is no option of qkv train/],
  ])("%j is refused", (json, message) => {
    expect(() => read(json)).toThrow(message);
  });

  test("whose values a training does not take is refused before one is begun", () => {
    const high = read({ dropout: { choice: [0.5, 1.5] } });
    const [one, other] = gridTrials(high, undefined);
    const expectValues = (values: object) =>
      expectTrial(values as never, "space.json", trainingOptionsFor);
    expectValues(one!.values);
    expect(() => expectValues(other!.values)).toThrow(/space.json: --dropout is "1.5", expected/);
  });
});

describe("trials", () => {
  test("are drawn within their ranges, and more of them change none before", () => {
    const many = randomTrials(space, 400, 1);
    expect(many.slice(0, 5)).toEqual(randomTrials(space, 5, 1));
    expect(randomTrials(space, 5, 2)).not.toEqual(many.slice(0, 5));
    const of = (name: string) => many.map(({ values }) => Number(values[name]));
    expect(Math.min(...of("lr"))).toBeGreaterThanOrEqual(1e-4);
    expect(Math.max(...of("lr"))).toBeLessThanOrEqual(1e-1);
    // As many below the middle of the logarithms as above.
    expect(of("lr").filter((lr) => lr < 10 ** -2.5).length).toBeGreaterThan(160);
    expect(of("lr").filter((lr) => lr < 10 ** -2.5).length).toBeLessThan(240);
    for (const [name, values] of [
      ["layers", [1, 2, 3]],
      ["d-model", [32, 64]],
    ] as const)
      for (const value of values) {
        const share = of(name).filter((one) => one === value).length / 400;
        expect(share).toBeGreaterThan(0.8 / values.length);
        expect(share).toBeLessThan(1.2 / values.length);
      }
  });

  test("of a grid are all combinations of the points", () => {
    const trials = gridTrials(space, undefined);
    expect(trials).toHaveLength(4 * 3 * 2 * 3);
    const of = (name: string) => [...new Set(trials.map(({ values }) => values[name]))];
    expect(of("lr")).toEqual([0.0001, 0.001, 0.01, 0.1]);
    expect(of("dropout")).toEqual([0, 0.25, 0.5]);
    expect(of("layers")).toEqual([1, 2, 3]);
    expect(new Set(trials.map(({ values }) => JSON.stringify(values))).size).toBe(72);
    expect(() => gridTrials(space, 5)).toThrow(/--trials is 5, but the grid has 72 points/);
    expect(() => gridTrials(read({ lr: { log: [1e-3, 1] } }), undefined)).toThrow(
      /lr is a range without points/,
    );
  });

  test("of successive halving are fewer with more steps", () => {
    expect(rungsOf(27, 900, 3)).toEqual([
      { trials: 27, steps: 33 },
      { trials: 9, steps: 100 },
      { trials: 3, steps: 300 },
      { trials: 1, steps: 900 },
    ]);
    expect(rungsOf(8, 100, 2).map(({ trials }) => trials)).toEqual([8, 4, 2, 1]);
    expect(rungsOf(2, 100, 3)).toEqual([{ trials: 2, steps: 100 }]);
  });
});

const plan: SweepPlan = {
  ...{ format: "qkv sweep 1", method: "halving", space, trials: 3, seed: 0, factor: 3 },
  ...{ metric: "valLoss", better: "lower" },
};
const values = randomTrials(space, 3, 0).map((trial) => trial.values);
const record = (trial: number, steps: number, value: number | string): TrialRecord => ({
  ...{ trial, steps, values: values[trial]! },
  ...(typeof value === "number" ? { value, step: steps, seconds: 1 } : { failed: value }),
});
const records = [
  ...[record(0, 10, 3.5), record(1, 10, 3.1), record(2, 10, "<b>no</b> memory")],
  record(1, 30, 3.2),
];

test("the best of those that came farthest stands first, what failed last", () => {
  expect(standings(records, plan).map(({ trial }) => trial)).toEqual([1, 0, 2]);
  const higher: SweepPlan = { ...plan, method: "random", better: "higher" };
  expect(standings(records, higher).map(({ trial }) => trial)).toEqual([0, 1, 2]);
});

test("the page has every trial, loads nothing, and shows texts as texts", () => {
  const page = sweepPage("a <name>", plan, records);
  expect(page.match(/<circle /g)).toHaveLength(2 * 4);
  expect(page).toContain('class="best"');
  expect(page).toContain("&lt;b&gt;no&lt;/b&gt;");
  expect(page).not.toMatch(/<script|<b>|a <name>|https?:|NaN|Infinity/);
  const empty = sweepPage("none", plan, [record(0, 10, "no")]);
  expect(empty).not.toMatch(/NaN|Infinity|undefined/);
});

test.concurrent.each<[readonly string[], RegExp]>([
  [[], /--space is missing/],
  [["--space", "nowhere.json"], /--space is nowhere.json, and there is no such file/],
])("qkv sweep %j is refused", async (args, message) => {
  await expect(sweep.run(args)).rejects.toThrow(message);
});
