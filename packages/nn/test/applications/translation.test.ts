import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";

const { translation } = applications;

const folderOf = (files: Readonly<Record<string, string>>): DataFiles => ({
  ...{ source: "data", names: Object.keys(files).sort() },
  read: async (name) => new TextEncoder().encode(files[name]),
});

const lines = (count: number, line: (i: number) => string): string =>
  `${Array.from({ length: count }, (_, i) => line(i)).join("\n")}\n`;

describe("translation", () => {
  it("learns the made sentences, and its folder is opened by a pipeline", async () => {
    const steps = 60;
    const ready = await translation.plan({ steps, evalEvery: steps, beams: 2 }).prepare();
    manualSeed(ready.settings.seed);
    const run = ready.start();
    await run.fit({ steps });
    await run.heldOut.atTheEnd();
    const { bleu, beamBleu, sacreBleu } = run.heldOut.score!.figures!;
    expect(bleu).toBeGreaterThan(60);
    expect(beamBleu).toBeGreaterThan(60);
    expect(sacreBleu).toBeGreaterThan(60);
    const samples = await run.finalSamples(new AbortController().signal);
    expect(samples.map(({ kind }) => kind)).toEqual(["pairs", "attention"]);
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();

    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const translate = await pipeline("translation", loaded);
    const [said] = [await translate("Im Park sieht ein Hund einen Ball.")].flat();
    expect(said!.translation_text).toMatch(/^In the park, a \w+ \w+/);
    loaded.model.dispose();
  });

  it("reads files that stand side by side, in either direction, and rows", async () => {
    const files = {
      ...{ "train.de": lines(20, (i) => `Haus ${i}`), "train.en": lines(20, (i) => `house ${i}`) },
      ...{ "val.de": "Hof\n", "val.en": "yard\n", "test_x.de": "Tor\n", "test_x.en": "gate\n" },
      "README.md": "no data",
    };
    const amounts = async (data: DataFiles, given = {}) =>
      (await translation.plan(given).prepare(data)).data.amounts.flat().map(({ count }) => count);
    expect(await amounts(folderOf(files))).toEqual([20, 1, 1]);
    expect(await amounts(folderOf(files), { sourceLanguage: "en", targetLanguage: "de" })).toEqual([
      20, 1, 1,
    ]);
    const rows = folderOf({ "pairs.tsv": lines(20, (i) => `Haus ${i}\thouse ${i}`) });
    expect(await amounts(rows)).toEqual([16, 2, 2]);
  });

  it("says which line is wrong, and which languages", async () => {
    const { prepare } = translation.plan();
    const wrong = (de: string, en: string) =>
      prepare(folderOf({ "train.de": de, "train.en": en, "val.de": "a\n", "val.en": "b\n" }));
    await expect(wrong("a\nb\nc\n", "a\nb\n")).rejects.toThrow(
      "data/train.de has 3 lines and data/train.en 2, expected as many",
    );
    await expect(wrong("a\n\nc\n", "a\nb\nc\n")).rejects.toThrow("data/train.de: line 2 is empty");
    await expect(prepare(folderOf({ "x.tsv": "a\tb\nc\n" }))).rejects.toThrow("line 2");
    expect(() => translation.plan({ targetLanguage: "de" })).toThrow("expected another language");
    expect(() => translation.plan({ heads: 5 })).toThrow("heads is 5");
  });
});
