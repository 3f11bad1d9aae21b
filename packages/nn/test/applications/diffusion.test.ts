import { describe, expect, it, vi } from "vitest";
import { applications, samplePictures } from "../../src/applications/index.ts";
import { drawnDigits } from "../../src/applications/pictures/drawn-digits.ts";
import { judgeSamples } from "../../src/applications/pictures/judge-samples.ts";
import { PictureJudge } from "../../src/applications/pictures/picture-judge.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { manualSeed } from "../../src/index.ts";
import type { FileSource } from "../../src/model-folder/index.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { trained } from "./trained.ts";

const { diffusion, pictures } = applications;
const never = new AbortController().signal;

const few = { steps: 80, evalEvery: 80, evalBatches: 4, warmup: 0, lr: 6e-3, dModel: 24 };

describe("diffusion", () => {
  it("learns to see noise, and its folder makes pictures of classes with every sampler", async () => {
    const ready = await diffusion.plan({ ...few, averageDecay: 0.9 }).prepare();
    const { run, folder } = await trained(ready);
    expect(run.heldOut.score!.loss).toBeLessThan(0.5); // 1 without training: it says that there is none
    const [grid] = await run.finalSamples(never);
    expect(grid?.kind === "pictures" && grid.pictures.map(({ caption }) => caption)).toEqual(
      Array.from({ length: 40 }, (_, i) => String(Math.floor(i / 4))),
    );
    run.dispose();
    const { model } = await fromPretrained(folder);
    const made = await samplePictures(model, { classes: ["3", "7"], seed: 5, steps: 8 });
    const [three, seven] = made;
    expect([three!.caption, seven!.caption, three!.width, three!.channels]).toEqual([
      "3",
      "7",
      8,
      1,
    ]);
    expect(await samplePictures(model, { classes: ["3", "7"], seed: 5, steps: 8 })).toEqual(made);
    expect(Math.max(...three!.pixels) - Math.min(...three!.pixels)).toBeGreaterThan(60);
    for (const sampler of ["ddpm", "dpm-solver"] as const) {
      const others = await samplePictures(model, {
        classes: ["3"],
        sampler,
        steps: 8,
        guidance: 1,
      });
      expect(others[0]!.pixels).not.toEqual(three!.pixels);
    }
    await expect(samplePictures(model, { classes: ["12"] })).rejects.toThrow(
      'classes has "12", expected one of 0, 1, 2',
    );
    await expect(samplePictures(model, { classes: ["3"], steps: 1001 })).rejects.toThrow(
      "steps is 1001, expected at most the model's timesteps (1000)",
    );
    model.dispose();
  });

  it("is measured by a classifier of pictures, which real ones satisfy", async () => {
    const told = await trained(await pictures.plan({ steps: 60, evalEvery: 60 }).prepare());
    told.run.dispose();
    using judge = await PictureJudge.open(told.folder, 8, defaultDevice());
    const { test, validation } = drawnDigits(1, 1000);
    const asMade = validation.map(({ label, ...picture }) => ({ ...picture, caption: label }));
    const real = await judgeSamples(judge, asMade, test);
    const grey = asMade.map((one) => ({ ...one, pixels: one.pixels.map(() => 128) }));
    const worse = await judgeSamples(judge, grey, test);
    expect(real.recognised).toBeGreaterThan(worse.recognised + 0.1);
    expect(worse.distance).toBeGreaterThan(3 * real.distance);
    expect(real.timesHalves).toBeLessThan(5);
    const untrained = await trained(
      await diffusion.plan({ ...few, steps: 1, timesteps: 30 }).prepare(),
    );
    untrained.run.dispose();
    using opened = await diffusion.open(untrained.folder);
    const asked = { part: "validation", examples: 12 } as const;
    const score = await opened.score(undefined, { ...asked, judge: told.folder });
    expect(Object.keys(score.figures!)).toEqual(["recognised", "distance", "timesHalves"]);
    expect(score.loss).toBeGreaterThan(0.8);
    expect((await opened.score(undefined, asked)).figures).toEqual({});
    const compared = await opened.score(undefined, { ...asked, judge: told.folder, compared: 8 });
    const { ofReference, ofSolver, ofFew, pointsLost } = compared.figures!;
    expect(pointsLost).toBeCloseTo(100 * (ofReference! - ofFew!), 9);
    for (const share of [ofReference!, ofSolver!, ofFew!]) expect((8 * share) % 1).toBe(0);
    await expect(opened.score(undefined, { ...asked, compared: 8 })).rejects.toThrow(
      "reference is 8, but there is no judge",
    );
    const other = opened.score(undefined, { ...asked, judge: untrained.folder });
    await expect(other).rejects.toThrow("expected a folder of qkv train --task pictures");
    // Before anything is computed: ten thousand pictures take long.
    const onProgress = vi.fn();
    const decoder = new TextDecoder();
    const renamed: FileSource = {
      ...told.folder,
      async read(name, options) {
        const bytes = await told.folder.read(name, options);
        if (name !== "config.json") return bytes;
        return new TextEncoder().encode(decoder.decode(bytes).replace('"0": "0"', '"0": "zero"'));
      },
    };
    const stranger = opened.score(undefined, { ...asked, judge: renamed, onProgress });
    await expect(stranger).rejects.toThrow("judge does not know 0; it tells zero, 1");
    const lone = { ...asked, examples: 1, judge: told.folder, onProgress };
    await expect(opened.score(undefined, lone)).rejects.toThrow("and 1 to be made, expected at");
    expect(onProgress).not.toHaveBeenCalled();
  });

  it("goes on to the bit: noise follows from the step", async () => {
    const ready = await diffusion
      .plan({ ...few, steps: 4, evalEvery: 2, evalBatches: 1, batch: 8 })
      .prepare();
    manualSeed(1);
    const whole = ready.start();
    await whole.fit({ steps: 4 });
    manualSeed(1);
    const half = ready.start();
    await half.fit({ steps: 2 });
    const rest = ready.start();
    rest.restore(await half.save());
    await rest.fit({ steps: 4 });
    expect(await rest.modelFiles()).toEqual(await whole.modelFiles());
    for (const run of [whole, half, rest]) run.dispose();
  });

  it("refuses settings and configs that fit no picture", () => {
    expect(() => diffusion.plan({ patch: 3 })).toThrow(
      "patch is 3, expected a number that divides",
    );
    expect(() => diffusion.plan({ sampleSteps: 1001 })).toThrow(
      "expected at most timesteps (1000)",
    );
    const config = { model_type: "diffusion-transformer", sample_size: 8, patch_size: 3 };
    expect(() => modelFromConfig(config)).toThrow(
      "patch_size is 3, expected a number that divides",
    );
  });
});
