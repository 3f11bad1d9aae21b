import { describe, expect, it } from "vitest";
import { applications, type DataFiles } from "../../src/applications/index.ts";
import { augmented } from "../../src/applications/pictures/augment.ts";
import { drawnDigits } from "../../src/applications/pictures/drawn-digits.ts";
import { manualSeed } from "../../src/index.ts";
import { filesInMemory } from "../../src/model-folder/files-in-memory.ts";
import { modelFromConfig } from "../../src/models/families/find-family.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import type { ReadyTraining } from "../../src/recipes/index.ts";
import { pngOf } from "../preprocessing/png-of.ts";

const { pictures } = applications;
const never = new AbortController().signal;

async function trained(ready: ReadyTraining) {
  manualSeed(ready.settings.seed);
  const run = ready.start();
  await run.fit({ steps: ready.settings.steps });
  await run.heldOut.atTheEnd();
  return run;
}

const filesOf = (files: Readonly<Record<string, Uint8Array>>): DataFiles => ({
  ...{ source: "data", names: Object.keys(files) },
  read: async (name) => files[name]!,
});

/** An idx file of bytes. */
function idx(sizes: readonly number[], bytes: ArrayLike<number>): Uint8Array {
  const file = new Uint8Array(4 + 4 * sizes.length + bytes.length);
  file.set([0, 0, 8, sizes.length]);
  for (const [i, size] of sizes.entries()) new DataView(file.buffer).setUint32(4 + 4 * i, size);
  file.set(bytes, 4 + 4 * sizes.length);
  return file;
}

const drawn = drawnDigits(3, 60);
const png = pngOf({ width: 5, height: 6, depth: 8, type: 2 }, (y, x, s) => 40 * y + 8 * x + s);
const idxFiles = (labels: number) => {
  const all = drawn.training.slice(0, 40);
  const pixels = Uint8Array.from(all.flatMap((one) => [...one.pixels]));
  const told = all.slice(0, labels).map(({ label }) => Number(label));
  return {
    "train-images-idx3-ubyte": idx([40, 8, 8], pixels),
    "train-labels-idx1-ubyte": idx([labels], told),
    "t10k-images-idx3-ubyte": idx([40, 8, 8], pixels),
    "t10k-labels-idx1-ubyte": idx([labels], told),
  };
};

describe("pictures", () => {
  it("tells drawn digits by kernels, and its folder is opened by a pipeline", async () => {
    const ready = await pictures.plan({ steps: 120, evalEvery: 60 }).prepare();
    const run = await trained(ready);
    expect(run.heldOut.score!.figures!.accuracy).toBeGreaterThan(0.6); // chance is 1 in 10
    const samples = await run.finalSamples(never);
    expect(samples.map(({ kind }) => kind)).toEqual(["pictures", "confusion", "pictures"]);
    const kernels = samples[2]!;
    expect(kernels.kind === "pictures" && kernels.pictures).toHaveLength(8);
    const files = new Map([...ready.files(), ...(await run.modelFiles())]);
    run.dispose();
    const loaded = await fromPretrained(filesInMemory(files, "run"));
    const tell = await pipeline("image-classification", loaded);
    const { pixels } = drawn.test[0]!;
    const data = Uint8Array.from({ length: 192 }, (_, i) => pixels[Math.floor(i / 3)]!);
    const [best] = [await tell({ width: 8, height: 8, data })].flat();
    expect(best!.label).toMatch(/^\d$/);
    expect(best!.score).toBeGreaterThan(0.2);
    loaded.model.dispose();
  });

  it("tells them by a vision transformer, as well", async () => {
    const given = { preset: "small-vit", steps: 120, evalEvery: 120, lr: 6e-3 };
    const run = await trained(await pictures.plan(given).prepare());
    expect(run.heldOut.score!.figures!.accuracy).toBeGreaterThan(0.2); // chance is 1 in 10
    run.dispose();
  });

  it("goes on to the bit: what changes pictures follows from the step", async () => {
    const given = { steps: 6, evalEvery: 3, shift: 1, rotate: 20, erase: 0.3, flip: true };
    const ready = await pictures.plan(given).prepare();
    manualSeed(1);
    const whole = ready.start();
    await whole.fit({ steps: 6 });
    manualSeed(1);
    const half = ready.start();
    await half.fit({ steps: 3 });
    const rest = ready.start();
    rest.restore(await half.save());
    await rest.fit({ steps: 6 });
    expect(await rest.modelFiles()).toEqual(await whole.modelFiles());
    for (const run of [whole, half, rest]) run.dispose();
  });

  it("reads idx files with names of classes, and says what is wrong with them", async () => {
    const names = Array.from({ length: 10 }, (_, i) => `digit ${i}`);
    const given = { steps: 1, labels: names };
    const ready = await pictures.plan(given).prepare(filesOf(idxFiles(40)));
    expect(Object.values((ready.config as { id2label: object }).id2label)[0]).toMatch(/^digit \d$/);
    const { prepare } = pictures.plan(given);
    await expect(prepare(filesOf(idxFiles(39)))).rejects.toThrow("has 39 labels, expected 40");
    const broken = { ...idxFiles(40), "t10k-images-idx3-ubyte": Uint8Array.of(1, 2, 3, 4) };
    await expect(prepare(filesOf(broken))).rejects.toThrow(
      "data/t10k-images-idx3-ubyte begins with 1 2 3 4, expected 0 0 8 3",
    );
    await expect(
      pictures.plan({ preset: "full", steps: 300 }).prepare(filesOf(idxFiles(40))),
    ).rejects.toThrow("are 8 by 8 pixels, expected 28 by 28 (side)");
  });

  it("reads folders of classes, and names a file that is no picture", async () => {
    const names = ["cat", "dog"].flatMap((one) => [1, 2, 3, 4, 5].map((i) => `${one}/${i}.png`));
    const files = Object.fromEntries(names.map((name) => [name, png]));
    const ready = await pictures.plan({ steps: 1 }).prepare(filesOf(files));
    expect((ready.config as { id2label: object }).id2label).toEqual({ 0: "cat", 1: "dog" });
    const { prepare } = pictures.plan({ steps: 1 });
    const broken = { ...files, "dog/3.png": Uint8Array.of(1, 2, 3) };
    await expect(prepare(filesOf(broken))).rejects.toThrow("data/dog/3.png: it is of another kind");
    await expect(prepare(filesOf({ "a.png": png, "b.png": png }))).rejects.toThrow(
      "data/a.png lies in no folder of a class",
    );
  });

  it("moves, turns and erases, and leaves a picture alone where nothing is asked", () => {
    const [picture] = drawn.training;
    const none = { shift: 0, rotate: 0, zoom: 0, erase: 0, flip: false };
    const middle = [0.5, 0.5, 0.9, 0.5, 0.5, 0, 0, 0];
    expect(augmented(picture!, none, middle)).toEqual(picture!.pixels);
    const moved = augmented(picture!, { ...none, shift: 1 }, [0.5, 0.5, 0.9, 1, 0.5, 0, 0, 0]);
    expect(moved.subarray(1, 8)).toEqual(picture!.pixels.subarray(0, 7));
    const mirrored = augmented(picture!, { ...none, flip: true }, [0.5, 0.5, 0, 0.5, 0.5, 0, 0, 0]);
    expect(mirrored.slice(0, 8)).toEqual(picture!.pixels.slice(0, 8).reverse());
    const quarter = augmented(picture!, { ...none, rotate: 90 }, [1, 0.5, 0.9, 0.5, 0.5, 0, 0, 0]);
    expect([...quarter].sort()).toEqual([...picture!.pixels].sort());
    expect(quarter[7]).toBe(picture!.pixels[0]); // clockwise
    const erased = augmented(picture!, { ...none, erase: 0.5 }, middle);
    expect([...erased].filter((_, i) => i % 8 < 4 && i < 32)).toEqual(Array(16).fill(0));
  });

  it("refuses a network that no picture fits", () => {
    const config = {
      ...{ model_type: "convolutional", num_channels: 3, image_size: 8, hidden_size: 4 },
      ...{ conv_kernels: [4, 4], conv_sizes: [3, 3], num_labels: 2 },
    };
    const refused = (given: object) => () => modelFromConfig({ ...config, ...given });
    expect(refused({ image_size: 3 })).toThrow("image_size is 3 by 3, expected at least 4");
    expect(refused({ conv_sizes: [3, 4] })).toThrow("conv_sizes is [3,4], expected 2 odd numbers");
    expect(refused({ conv_kernels: [0, 4] })).toThrow("conv_kernels is [0,4]");
    expect(refused({ strides: 2 })).toThrow("strides");
  });
});
