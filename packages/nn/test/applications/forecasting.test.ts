import { describe, expect, it } from "vitest";
import { madeSeries } from "../../src/applications/forecasting/made-series.ts";
import { pinballLoss } from "../../src/applications/forecasting/pinball-loss.ts";
import { type Application, applications, type DataFiles } from "../../src/applications/index.ts";
import { manualSeed, tensor } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import type { SeriesSample } from "../../src/recipes/sample.ts";

const { forecasting } = applications;

const fileOf = (text: string): DataFiles => ({
  ...{ source: "power.csv", names: ["power.csv"] },
  read: async () => new TextEncoder().encode(text),
});

async function trained(given: Parameters<typeof forecasting.plan>[0], files?: DataFiles) {
  const ready = await forecasting.plan(given).prepare(files);
  manualSeed(ready.settings.seed);
  const run = ready.start();
  await run.fit({ steps: ready.settings.steps });
  await run.heldOut.atTheEnd();
  const figures = run.heldOut.score!.figures!;
  const folder = filesInMemory(new Map([...ready.files(), ...(await run.modelFiles())]), "run");
  run.dispose();
  return { figures, folder };
}

/** Lines of a date and two series. */
const lines = (rows: number): string =>
  [
    "date,kW,degrees",
    ...Array.from({ length: rows }, (_, i) => `2024-01-${i},${Math.sin(i)},${i % 7}`),
  ].join("\n");

const made = madeSeries(1, 1600);
const csvOf = ({ names, rows, values }: typeof made): string =>
  [
    names.join(),
    ...Array.from({ length: rows }, (_, row) => values.slice(3 * row, 3 * row + 3).join()),
  ].join("\n");
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);

describe("forecasting", () => {
  it("learns the made series by patches, and its folder is opened", async () => {
    const { figures, folder } = await trained({ steps: 60, evalEvery: 60, warmup: 5 });
    expect(figures.mse).toBeLessThan(0.3); // of an untrained one 2, of a repeated last day 0.09
    expect(figures.mseFull).not.toBe(figures.mse);
    using opened = await forecasting.open(folder);
    const samples = await opened.samples(undefined, { part: "test", examples: 3 });
    expect(samples.map(({ kind }) => kind)).toEqual(["series", "series", "table"]);
    const [known, after] = samples as readonly (SeriesSample & { kind: string })[];
    expect(known!.lines).toHaveLength(3);
    expect(after!.title).toBe("light after the end of the data");
    expect(after!.lines.map(({ from }) => from)).toEqual([1600 - 48, 1600]);
    const series = Object.fromEntries(
      made.names.map((name, i) => [name, made.values.filter((_, at) => at % 3 === i)]),
    );
    using tell = await pipeline("time-series-forecasting", folder);
    const [next] = await tell([series]);
    const line = after!.lines[1]!.values;
    expect(Object.keys(next!)).toEqual(made.names);
    expect(next!.light).toHaveLength(24);
    next!.light!.forEach((value, step) => {
      expect(value).toBeCloseTo(line[step]!, 4);
    });
  });

  it("learns quantiles by two linear layers, most values between the outer ones", async () => {
    const { figures, folder } = await trained({
      ...{ model: "dlinear", quantiles: [0.1, 0.5, 0.9], steps: 150, evalEvery: 150, lr: 0.01 },
    });
    expect(figures.inside).toBeGreaterThan(0.65);
    expect(figures.inside).toBeLessThan(0.95);
    expect(figures.mse).toBeLessThan(0.2);
    using opened = await forecasting.open(folder);
    const [plot] = await opened.samples(undefined, { part: "test", examples: 1 });
    expect(plot).toMatchObject({ kind: "series", bands: [{ name: "0.1 to 0.9" }] });
    const table = csvOf(made);
    using tell = await pipeline("time-series-forecasting", folder);
    const [next] = await tell([new TextEncoder().encode(table)]);
    const [name] = made.names as [string];
    expect(Object.keys(next!)).toHaveLength(9);
    const [low, middle, high] = [`${name} 0.1`, name, `${name} 0.9`].map((of) => sum(next![of]!));
    expect(low).toBeLessThan(middle!);
    expect(middle).toBeLessThan(high!);
    await expect(tell([{ a: [1] }])).rejects.toThrow("1 series, expected the 3");
    const short = table.split("\n", 50).join("\n");
    await expect(tell([new TextEncoder().encode(short)])).rejects.toThrow(
      "expected at least the 96 that the model looks back on",
    );
    const others = { a: [1], b: [1], c: [1] };
    await expect(tell([others])).rejects.toThrow("expected those of the training");
    await expect(tell([{ ...others, b: [1, 2] }])).rejects.toThrow("b has 2 values and a 1");
    await expect(tell([{ a: ["1"] } as never])).rejects.toThrow("expected the path of a .csv file");
  });

  it("reads columns of a file, and counts rows by the parts of its split", async () => {
    const files = fileOf(lines(300));
    const given = { context: 20, horizon: 5, patch: 4, stride: 4, steps: 2, evalEvery: 2 } as const;
    const ready = await forecasting.plan({ ...given, columns: ["degrees"] }).prepare(files);
    expect(ready.config).toMatchObject({ num_input_channels: 1, context_length: 24 });
    expect(ready.data.amounts[0]!.map(({ count }) => count)).toEqual([180, 60, 60]);
    const both = await forecasting.plan({ ...given, split: [100, 50, 30] }).prepare(files);
    expect(both.config).toMatchObject({ num_input_channels: 2 });
    expect(both.data.amounts[0]!.map(({ count }) => count)).toEqual([100, 50, 30]);
    const { folder } = await trained({ ...given, columns: ["degrees"] }, files);
    using opened = await forecasting.open(folder);
    using tell = await pipeline("time-series-forecasting", folder);
    const bytes = (rows: string) => new TextEncoder().encode(rows);
    expect(Object.keys((await tell([bytes(lines(30))]))[0]!)).toEqual(["degrees"]);
    await expect(tell([bytes(lines(30).replace("degrees", "watts"))])).rejects.toThrow(
      'the table: line 1 has no column "degrees"',
    );
    await expect(
      opened.score(fileOf(lines(300).replace("degrees", "watts")), { part: "test" }),
    ).rejects.toThrow('power.csv: line 1 has no column "degrees"');
  });

  it("refuses what it cannot learn from, and says where", async () => {
    const { prepare } = forecasting.plan();
    await expect(prepare(fileOf("date,a\n1,2\n3\n"))).rejects.toThrow(
      "power.csv: line 3 has 1 column, expected 2",
    );
    await expect(prepare(fileOf("date,a\nmonday,2\ntuesday,\n"))).rejects.toThrow(
      "power.csv: line 3: a is empty, expected a number",
    );
    await expect(prepare(fileOf("1,2\n3,4\n"))).rejects.toThrow("line 1 has numbers only");
    await expect(prepare(fileOf("day;a\nmonday;2\n"))).rejects.toThrow("apart by commas");
    await expect(prepare(fileOf(lines(50)))).rejects.toThrow("has 30 rows to train on");
    expect(() => forecasting.plan({ quantiles: [0.1, 0.9] })).toThrow("0.5 among them");
    expect(() => forecasting.plan({ split: [0.7, 0.4, 0.2] })).toThrow("split is 0.7,0.4,0.2");
    expect(() => (forecasting as Application).plan({ horizn: 5 })).toThrow("horizon");
  });
});

describe("the pinball loss", () => {
  it("is least at the quantiles of what came", () => {
    const future = tensor([[[1], [2]]]);
    const forecast = tensor([[[0], [4], [1], [1]]], { requiresGrad: true });
    const loss = pinballLoss(forecast, future, [0.25, 0.5]);
    // 0.25 of 1 below, 0.75 of 2 above; 0.5 of 0 and of 1
    expect(loss.item()).toBeCloseTo((0.25 + 1.5 + 0 + 0.5) / 4, 6);
    loss.backward();
    const [low, high, , median] = forecast.grad!.dataSync();
    expect([low, high, median]).toEqual([-0.25 / 4, 0.75 / 4, -0.5 / 4]);
  });
});
