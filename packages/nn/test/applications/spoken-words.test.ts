import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { madeTones } from "../../src/applications/spoken-words/made-tones.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { wave } from "./wave.ts";

const words = applications["spoken-words"];

const folderOf = (sounds: Readonly<Record<string, Uint8Array>>): DataFiles => ({
  ...{ source: "sounds", names: Object.keys(sounds) },
  read: async (name) => sounds[name]!,
});
const tones = folderOf(
  Object.fromEntries(
    madeTones(3, 6, 8000).map(({ name, samples }) => [
      `${name.replace("_", "/")}.wav`,
      wave(samples, 8000),
    ]),
  ),
);

describe("spoken words", () => {
  it("tells made words apart, and its folder is opened by a pipeline that hears another rate", async () => {
    const ready = await words.plan({ steps: 80, evalEvery: 80 }).prepare();
    manualSeed(1);
    const run = ready.start();
    await run.fit({ steps: 80 });
    await run.heldOut.atTheEnd();
    expect(run.heldOut.score!.figures!.accuracy).toBeGreaterThan(0.85);
    const folder = filesInMemory(new Map([...ready.files(), ...(await run.modelFiles())]), "run");
    run.dispose();
    const loaded = await fromPretrained(folder);
    const tell = await pipeline("audio-classification", loaded);
    const [sound] = madeTones(5, 1, 8000);
    const [best] = [await tell(wave(sound!.samples, 8000))].flat(2);
    expect(best!.label).toBe("low");
    loaded.model.dispose();
    using opened = await words.open(folder);
    const samples = await opened.samples(undefined, { part: "test", examples: 4 });
    expect(samples.map(({ kind }) => kind)).toEqual(["pairs", "confusion", "heat", "heat"]);
    const looks = samples[3] as { values: Float32Array; columns: number };
    expect(looks.columns).toBe(50);
    expect(looks.values.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 4);
  });

  it("reads names and folders: the label, and what is held out for the test", async () => {
    const speaker = await words
      .plan({ labelPart: 0, testPart: 1, testValues: ["otto"] })
      .prepare(tones);
    expect(speaker.data.amounts[0]!.map(({ count }) => count).at(-1)).toBe(24);
    const who = await words.plan({ labelPart: 1 }).prepare(tones);
    expect(who.config).toMatchObject({ id2label: { 0: "anna", 1: "otto" } });
  });

  it("refuses what it cannot hear, and says which file", async () => {
    const { prepare } = words.plan();
    await expect(prepare(folderOf({ "a.txt": new Uint8Array() }))).rejects.toThrow(
      "sounds has a.txt, expected a folder of .wav files",
    );
    const broken = folderOf({ "a_1.wav": new Uint8Array(50), "b_1.wav": new Uint8Array(50) });
    await expect(prepare(broken)).rejects.toThrow("sounds/a_1.wav");
    await expect(words.plan({ labelPart: 5 }).prepare(tones)).rejects.toThrow(
      "3 parts in its name",
    );
    await expect(words.plan({ testValues: ["mia"] }).prepare(tones)).rejects.toThrow(
      "no recording whose part 2 is mia",
    );
    expect(() => words.plan({ rate: 8100 })).toThrow("expected a multiple of 200");
  });
});
