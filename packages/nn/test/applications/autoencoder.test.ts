import { describe, expect, it, vi } from "vitest";
import { applications, samplePictures } from "../../src/applications/index.ts";
import { drawnDigits } from "../../src/applications/pictures/drawn-digits.ts";
import { signedPixels } from "../../src/applications/pictures/signed-pixels.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { manualSeed } from "../../src/index.ts";
import { type FileSource, filesInMemory } from "../../src/model-folder/index.ts";
import { isVariationalAutoencoder } from "../../src/models/autoencoder/variational-autoencoder.ts";
import { isDiffusionTransformer } from "../../src/models/vision/diffusion-transformer.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { trained } from "./trained.ts";

const { autoencoder, diffusion } = applications;
const never = new AbortController().signal;

/** Latents that cost next to nothing spread far, so that scaling them matters. */
const few = { steps: 70, evalEvery: 70, evalBatches: 2, warmup: 0, klWeight: 1e-4 };
let made: FileSource | undefined;
/** A folder of an autoencoder, trained once. */
async function latents(): Promise<FileSource> {
  made ??= (await trained(await autoencoder.plan(few).prepare())).folder;
  return made;
}

/** Signal to noise of a model that makes the mean of all pictures of each: nothing goes through its latents. */
function decibelsOfMean(): number {
  const { training, validation } = drawnDigits(1, 3000);
  const means = Array.from({ length: 64 }, (_, at) => {
    const sum = training.reduce((all, { pixels }) => all + pixels[at]!, 0);
    return sum / training.length;
  });
  const squares = validation.flatMap(({ pixels }) =>
    [...pixels].map((pixel, at) => ((pixel - means[at]!) / 127.5) ** 2),
  );
  return -10 * Math.log10(squares.reduce((sum, one) => sum + one) / squares.length / 4);
}

describe("autoencoder", () => {
  it("makes few numbers of pictures, and the pictures again", async () => {
    const untrained = await trained(await autoencoder.plan({ ...few, steps: 1 }).prepare());
    const { run, folder } = await trained(await autoencoder.plan(few).prepare());
    made = folder;
    const [before, after] = [untrained.run, run].map(({ heldOut }) => heldOut.score!.figures!);
    expect(before!.decibels).toBeLessThan(decibelsOfMean() + 0.5);
    expect(after!.decibels).toBeGreaterThan(decibelsOfMean() + 1.5);
    const [shown] = await run.finalSamples(never);
    expect(shown?.kind === "pictures" && shown.pictures.length).toBe(16);
    untrained.run.dispose();
    run.dispose();
    const { model } = await fromPretrained(folder);
    expect(isVariationalAutoencoder(model)).toBe(true);
    model.dispose();
  });

  it("refuses widths that fit no picture", () => {
    expect(() => autoencoder.plan({ widths: [8, 10] })).toThrow("expected multiples of 4");
    expect(() => autoencoder.plan({ widths: [4, 4, 4, 4, 4] })).toThrow("halves the side 8");
  });
});

describe("diffusion of latents", () => {
  const settings = {
    evalBatches: 2,
    warmup: 0,
    steps: 60,
    evalEvery: 60,
    latent: "vae",
    patch: 1,
    dModel: 24,
    lr: 6e-3,
  };

  it("learns on latents of unit deviation, keeps the autoencoder, and makes pictures of them", async () => {
    const base = await latents();
    const ready = await diffusion.plan(settings).prepare(undefined, { base });
    const { run, folder } = await trained(ready);
    expect(run.heldOut.score!.loss).toBeLessThan(0.8); // 1 without training: it says that there is none
    run.dispose();
    const { model } = await fromPretrained(folder);
    if (!isDiffusionTransformer(model)) throw new Error("no denoiser");
    expect([model.options.side, model.options.channels, model.pictures.side]).toEqual([2, 4, 8]);
    const { test } = drawnDigits(1, 1000);
    using codes = model.autoencoder!.encode(
      signedPixels(test, { channels: 1, device: defaultDevice() }),
    );
    const values = [...codes.dataSync()];
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    const variance = values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length;
    expect(Math.abs(Math.sqrt(variance) - 1)).toBeLessThan(0.15);
    expect(Math.abs(model.options.autoencoder!.scale - 1)).toBeGreaterThan(0.2);
    expect(model.autoencoder!.parameters().some(({ requiresGrad }) => requiresGrad)).toBe(false);
    const stored = (await fromPretrained(base)).model.stateDict();
    const kept = model.stateDict();
    for (const [name, tensor] of stored)
      expect(kept.get(`autoencoder.${name}`)!.dataSync()).toEqual(tensor.dataSync());
    const [picture] = await samplePictures(model, { classes: ["3"], steps: 4 });
    expect([picture!.width, picture!.height, picture!.channels]).toEqual([8, 8, 1]);
    expect(Math.max(...picture!.pixels) - Math.min(...picture!.pixels)).toBeGreaterThan(60);
    model.dispose();
  });

  it("goes on to the bit without the autoencoder's folder", async () => {
    const asked = { ...settings, steps: 4, evalEvery: 2, evalBatches: 1, batch: 8 };
    const ready = await diffusion.plan(asked).prepare(undefined, { base: await latents() });
    manualSeed(1);
    const whole = ready.start();
    await whole.fit({ steps: 4 });
    manualSeed(1);
    const half = ready.start();
    await half.fit({ steps: 2 });
    const files = new Map([...ready.files(), ...(await half.modelFiles())]);
    const again = await diffusion.resume(filesInMemory(files, "run"));
    const rest = (await again.prepare()).start();
    rest.restore(await half.save());
    await rest.fit({ steps: 4 });
    expect(await rest.modelFiles()).toEqual(await whole.modelFiles());
    for (const run of [whole, half, rest]) run.dispose();
  });

  it("says which folder, side and patch fit", async () => {
    const base = await latents();
    await expect(diffusion.plan(settings).prepare()).rejects.toThrow(
      "latent is vae, but its folder was not given",
    );
    const patched = diffusion.plan({ ...settings, patch: 4 }).prepare(undefined, { base });
    await expect(patched).rejects.toThrow("divides the side of the latents (2)");
    expect(() => diffusion.plan({ preset: "mnist-latent" })).toThrow("latent is missing");
    const ready = await diffusion.plan(settings).prepare(undefined, { base });
    const other = filesInMemory(
      new Map([...ready.files(), ...(await ready.start().modelFiles())]),
      "other",
    );
    const wrong = diffusion.plan(settings).prepare(undefined, { base: other });
    await expect(wrong).rejects.toThrow("expected a folder of qkv train --task autoencoder");
  });

  it("keeps latents within four deviations, whatever its model says of nothing but noise", async () => {
    const base = await latents();
    const ready = await diffusion.plan({ ...settings, steps: 1 }).prepare(undefined, { base });
    const { run, folder } = await trained(ready);
    run.dispose();
    const { model } = await fromPretrained(folder);
    if (!isDiffusionTransformer(model)) throw new Error("no denoiser");
    const { autoencoder } = model;
    const seen: number[] = [];
    const decode = autoencoder!.decode.bind(autoencoder);
    vi.spyOn(autoencoder!, "decode").mockImplementation((z) => {
      seen.push(...z.dataSync());
      return decode(z);
    });
    await samplePictures(model, { classes: ["1", "2"], steps: 4 });
    expect(seen.length).toBe(2 * model.options.channels * model.options.side ** 2);
    expect(Math.max(...seen.map(Math.abs))).toBe(4);
    model.dispose();
  });
});
