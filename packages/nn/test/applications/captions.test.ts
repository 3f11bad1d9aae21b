import { describe, expect, it } from "vitest";
import { drawnScenes } from "../../src/applications/captions/made-scenes.ts";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { pngOf } from "../preprocessing/png-of.ts";

const { captions } = applications;
const png = pngOf({ width: 5, height: 6, depth: 8, type: 0 }, (y, x) => 30 * y + 8 * x);

const filesOf = (files: Readonly<Record<string, Uint8Array>>): DataFiles => ({
  ...{ source: "data", names: Object.keys(files) },
  read: async (name) => files[name]!,
});
const text = (some: string) => new TextEncoder().encode(some);

describe("captions", () => {
  it("learns to say what scenes show, and its folder is opened by a pipeline", async () => {
    const given = { scenes: 500, steps: 90, evalEvery: 90, dModel: 32, batch: 32 };
    const ready = await captions.plan(given).prepare();
    manualSeed(1);
    const run = ready.start();
    await run.fit({ steps: 90 });
    await run.heldOut.atTheEnd();
    // An untrained model has 2.9 nats a token, the logarithm of the words.
    expect(run.heldOut.score!.loss).toBeLessThan(0.75);
    const [told, looking] = await run.finalSamples(new AbortController().signal);
    expect(told!.kind).toBe("pictures");
    const words = looking!.kind === "pictures" ? looking!.pictures : [];
    expect(words.map(({ caption }) => caption).slice(0, 1)).toEqual(["a"]);
    expect(words.at(-1)!.caption).toBe("(end)");
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();

    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const say = await pipeline("image-to-text", loaded);
    const [scene] = drawnScenes(9, 30).test;
    const data = Uint8Array.from({ length: 768 }, (_, i) => scene!.pixels[Math.floor(i / 3)]!);
    const [said] = [await say({ width: 16, height: 16, data })].flat(2);
    expect(said!.generated_text).toMatch(/^a \d at the (top|bottom) (left|right)/);
    loaded.model.dispose();
  });

  it("has scenes of one to three digits, told from the upper left", () => {
    const { training, validation, test } = drawnScenes(1, 200);
    const places = ["top left", "top right", "bottom left", "bottom right"];
    for (const { label } of [...training, ...validation, ...test]) {
      const told = label.split(" and ").map((one) => /^a \d at the (.*)$/.exec(one)![1]!);
      expect(told.length).toBeLessThanOrEqual(3);
      const order = told.map((place) => places.indexOf(place));
      expect(order).toEqual([...new Set(order)].sort());
      expect(order[0]).toBeGreaterThanOrEqual(0);
    }
  });

  it("reads pictures with a table of captions, and names a line without a picture", async () => {
    const names = Array.from({ length: 10 }, (_, i) => `p/${i}.png`);
    const table = names.map((name, i) => `${name}\tpicture ${i} of a wall`).join("\n");
    const files = Object.fromEntries(names.map((name) => [name, png]));
    const given = { steps: 1, dModel: 16 };
    const ready = await captions
      .plan(given)
      .prepare(filesOf({ ...files, "captions.tsv": text(table) }));
    expect(ready.shape).toContain("patches of 4 by 4");
    const wrong = filesOf({ ...files, "captions.tsv": text(`${table}\np/11.png\tnothing`) });
    await expect(captions.plan(given).prepare(wrong)).rejects.toThrow(
      "data/captions.tsv: line 11: there is no file p/11.png",
    );
    await expect(captions.plan(given).prepare(filesOf(files))).rejects.toThrow(
      "has 0 tables of captions, expected one captions.tsv",
    );
  });
});
