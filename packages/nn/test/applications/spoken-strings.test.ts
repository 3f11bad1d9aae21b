import { describe, expect, it } from "vitest";
import { applications } from "../../src/applications/index.ts";
import { joinRecordings } from "../../src/applications/spoken-strings/join-recordings.ts";
import { madeTones } from "../../src/applications/spoken-words/made-tones.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";

const strings = applications["spoken-strings"];
const joining = { shortest: 2, longest: 3, rate: 4000, seconds: 2, noise: 0.05 };

describe("spoken strings", () => {
  it("learns single words out of a string, and its folder is opened by a pipeline", async () => {
    const given = { shortest: 1, longest: 1, seconds: 1, steps: 40, evalEvery: 40, evalBatches: 1 };
    const ready = await strings.plan({ ...given, noise: 0.01, batch: 8 }).prepare();
    manualSeed(1);
    const run = ready.start();
    await run.fit({ steps: 40 });
    expect(await run.heldOut.onTheWay()).toBeLessThan(1.2); // of an untrained one 2.1
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    const samples = await run.finalSamples(new AbortController().signal);
    run.dispose();
    expect(samples.map(({ kind }) => kind)).toEqual(["pairs", "heat", "heat"]);
    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const hear = await pipeline("automatic-speech-recognition", loaded);
    const { text } = [await hear(madeTones(9, 1, 4000)[0]!.samples)].flat()[0]!;
    expect(["low", "high", "up", "down"]).toContain(text.trim());
    loaded.model.dispose();
  });

  it("joins words by a seed, with gaps and noise, as many as fit", () => {
    const tones = madeTones(1, 3, 4000);
    const one = joinRecordings(tones, 7, joining);
    expect(joinRecordings(tones, 7, joining)).toEqual(one);
    expect(joinRecordings(tones, 8, joining).samples).not.toEqual(one.samples);
    expect(one.words.length).toBeGreaterThanOrEqual(2);
    expect(one.samples).toHaveLength(8000);
    const many = joinRecordings(tones, 7, { ...joining, shortest: 50, longest: 50 });
    expect(many.words.length).toBeLessThan(12);
  });

  it("refuses sizes that do not go together", () => {
    expect(() => strings.plan({ shortest: 4 })).toThrow(
      "shortest is 4, expected at most longest (3)",
    );
  });
});
