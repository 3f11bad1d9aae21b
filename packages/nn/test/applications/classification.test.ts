import { describe, expect, it } from "vitest";
import { balancedWeights } from "../../src/applications/classification/balanced-weights.ts";
import { classCounts } from "../../src/applications/classification/class-counts.ts";
import { reliability } from "../../src/applications/classification/reliability.ts";
import { type Application, applications, type DataFiles } from "../../src/applications/index.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import type { ReadyTraining } from "../../src/recipes/index.ts";

const { classification } = applications;

const fileOf = (text: string, source = "labels.tsv"): DataFiles => ({
  ...{ source, names: ["labels.tsv"] },
  read: async () => new TextEncoder().encode(text),
});

async function trained(ready: ReadyTraining, steps: number) {
  manualSeed(ready.settings.seed);
  const run = ready.start();
  await run.fit({ steps });
  return run;
}

describe("classification", () => {
  it("learns the made reviews, and its folder is opened by a pipeline", async () => {
    const ready = await classification.plan({ steps: 120, evalEvery: 60 }).prepare();
    const run = await trained(ready, 120);
    await run.heldOut.atTheEnd();
    expect(run.heldOut.score!.figures!.accuracy).toBeGreaterThan(0.9);
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();

    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const tell = await pipeline("text-classification", loaded);
    const [best] = [await tell("the soup was splendid")].flat();
    expect(best!.label).toBe("good");
    loaded.model.dispose();
  });

  it("goes on from a checkpoint to the bit, best weights included", async () => {
    const plan = classification.plan({ steps: 30, evalEvery: 10, averageDecay: 0.9 });
    const ready = await plan.prepare();
    const whole = await trained(ready, 30);
    const half = await trained(ready, 20);
    const saved = await half.save();
    const folder = new Map([...ready.files(), ...(await half.modelFiles())]);
    half.dispose();

    const resumed = await (await classification.resume(filesInMemory(folder, "run"), {})).prepare();
    const rest = resumed.start();
    rest.restore(saved);
    await rest.fit({ steps: 30 });
    const [a, b] = [await whole.modelFiles(), await rest.modelFiles()];
    expect(b).toEqual(a);
    whole.dispose();
    rest.dispose();
  });

  it("measures a folder on the test part, and on other files", async () => {
    const ready = await classification.plan({ steps: 60 }).prepare();
    const run = await trained(ready, 60);
    const folder = filesInMemory(new Map([...ready.files(), ...(await run.modelFiles())]), "run");
    run.dispose();
    using opened = await classification.open(folder);
    const own = await opened.score(undefined, { part: "test" });
    expect(own.figures!.accuracy).toBeGreaterThan(0.6);
    const other = fileOf(
      Array.from({ length: 30 }, (_, i) => `the lamp ${i} was dull\tbad`).join("\n"),
    );
    const told = await opened.score(other, { part: "test" });
    expect(Object.keys(told.figures!)).toEqual(Object.keys(classification.figures));
  });

  it("refuses what it cannot learn from, and says what was expected", async () => {
    const { prepare } = classification.plan();
    await expect(prepare(fileOf("a\tx\nb\tx\nc\tx\nd\tx\n"))).rejects.toThrow(
      "have one label only (x)",
    );
    await expect(prepare(fileOf("a\tx\tz\nb\n"))).rejects.toThrow("labels.tsv: line 1");
    const folder: DataFiles = {
      source: "data",
      names: ["a.tsv", "b.tsv"],
      read: async () => new Uint8Array(),
    };
    await expect(prepare(folder)).rejects.toThrow("data has a.tsv, b.tsv, expected one .tsv");
    expect(() => classification.plan({ preset: "huge" })).toThrow("expected small");
    expect(() => classification.plan({ heads: 5 })).toThrow(
      "expected a number that divides the width 32",
    );
    expect(() => (classification as Application).plan({ hedas: 5 })).toThrow("hedas");
  });

  it("lets rare labels count more where asked to", async () => {
    expect([
      ...balancedWeights(
        [0, 0, 0, 1].map((label) => ({ ids: [], label })),
        2,
      ),
    ]).toEqual([Math.fround(2 / 3), 2]);
    const rows = Array.from(
      { length: 40 },
      (_, i) => `text ${i}\t${i % 8 === 0 ? "rare" : "usual"}`,
    );
    const lossOf = async (classWeights: "none" | "balanced") => {
      const plan = classification.plan({ steps: 1, dropout: 0, batch: 32, classWeights });
      const ready = await plan.prepare(fileOf(rows.join("\n")));
      manualSeed(1);
      using run = ready.start();
      const losses: number[] = [];
      await run.fit({ steps: 1, callbacks: [{ onStep: ({ loss }) => void losses.push(loss) }] });
      return losses[0]!;
    };
    expect(Math.abs((await lossOf("balanced")) - (await lossOf("none")))).toBeGreaterThan(1e-3);
  });

  it("begins with what counting tells", async () => {
    // "good" stands in both texts of class 1, "dull" in one of class 0's two, "the" in all, and id 0 in none.
    const [the, good, dull] = [1, 2, 3];
    const texts = [
      ...[
        { ids: [the, dull, dull], label: 0 },
        { ids: [the], label: 0 },
      ],
      ...[
        { ids: [the, good], label: 1 },
        { ids: [good, the], label: 1 },
      ],
    ];
    const counts = classCounts(texts, { classes: 2, vocabSize: 4 });
    // Of class 0: 3 tokens in texts and 4 beside; of class 1: 4 and 4.
    const half = (a: number, b: number) => [Math.log(a / b) / 2, Math.log(b / a) / 2];
    const rows = [[0, 0], half(3 / 7, 3 / 8), half(1 / 7, 3 / 8), half(2 / 7, 1 / 8)];
    for (const [i, value] of rows.flat().entries()) expect(counts[i]).toBeCloseTo(value, 6);

    // One step from the beginning tells the made reviews apart better than chance: the words' vectors say it already.
    const begun = async (share: number) => {
      const ready = await classification
        .plan({ counts: share, steps: 30, evalEvery: 10 })
        .prepare();
      const run = await trained(ready, 20);
      await run.heldOut.atTheEnd();
      const loss = run.heldOut.score!.loss;
      run.dispose();
      return loss;
    };
    expect(await begun(1)).toBeLessThan((await begun(0)) - 0.05);
  });

  it("shows how sure it was, and how often right", () => {
    const rows = [
      [0.95, 0.05],
      [0.08, 0.92],
      [0.45, 0.55],
    ];
    expect(reliability([0, 0, 1], rows)).toMatchObject({
      kind: "table",
      rows: [
        ["50 to 60 %", "55.0 %", "100.0 %", 1],
        ["90 to 100 %", "93.5 %", "50.0 %", 2],
      ],
    });
  });
});
