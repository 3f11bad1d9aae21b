import { beforeAll, describe, expect, test } from "vitest";
import { applications, samplePictures } from "../../src/applications/index.ts";
import { defaultDevice } from "../../src/device/default-device.ts";
import { type FileSource, filesInMemory } from "../../src/model-folder/index.ts";
import { pipeline } from "../../src/pipelines/index.ts";
import { fromPretrained } from "../../src/pretrained/index.ts";
import { trained } from "../applications/trained.ts";

const { autoencoder, diffusion } = applications;
const few = { steps: 8, evalEvery: 8, evalBatches: 1, warmup: 0, batch: 16 };
const digits = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

async function folderOf(settings: object, base?: FileSource): Promise<FileSource> {
  const size = { dModel: 24, layers: 1, timesteps: 40, lr: 2e-2 };
  const plan = diffusion.plan({ ...few, ...size, ...settings });
  const { run, folder } = await trained(await plan.prepare(undefined, base ? { base } : {}));
  run.dispose();
  return folder;
}

/** Of the folder of classes. */
const filesOf = async (...names: readonly string[]) =>
  new Map(
    await Promise.all(names.map(async (name) => [name, await ofClasses.read(name)] as const)),
  );

let [ofClasses, ofTexts] = [] as unknown as [FileSource, FileSource];
beforeAll(async () => {
  ofClasses = await folderOf({});
  ofTexts = await folderOf({ condition: "text" });
});

const draws = (folder = ofClasses) => pipeline("text-to-image", folder, { guidanceScale: 8 });

describe("pictures of classes", () => {
  test("follow from the seed, the same side by side with others as alone", async () => {
    using draw = await draws();
    for (const sampler of ["ddim", "ddpm", "dpm-solver"] as const) {
      const asked = { sampler, numInferenceSteps: 6, numImagesPerPrompt: 2, seed: 3 };
      const [threes, sevens, again] = await draw(["3", "7", "3"], asked);
      expect(await draw("3", asked)).toEqual(threes);
      expect(await draw("7", asked)).toEqual(sevens);
      expect(again).toEqual(threes);
      const [first, second] = threes!;
      expect(second!.pixels).not.toEqual(first!.pixels);
      expect(sevens![0]!.pixels).not.toEqual(first!.pixels);
      expect(first).toMatchObject({ caption: "3", width: 8, height: 8, channels: 1 });
      const [anew] = await draw("3", { ...asked, seed: 4 });
      expect(anew!.pixels).not.toEqual(first!.pixels);
      const [one, two] = await draw(["3", "7"], { ...asked, seed: [3, 4] });
      expect(one).toEqual(threes);
      expect(two).toEqual(await draw("7", { ...asked, seed: 4 }));
    }
  });

  test("are those of samplePictures, and options have diffusers' names too", async () => {
    const { model } = await fromPretrained(ofClasses);
    const steps = { sampler: "ddpm", seed: 1 } as const;
    const sampled = await samplePictures(model, { ...steps, classes: ["5", "5"], guidance: 3 });
    const draw = await pipeline("text-to-image", { model });
    const { buffers } = defaultDevice().memory();
    const drawn = await draw("5", { ...steps, num_images_per_prompt: 2, guidance_scale: 3 });
    expect(drawn).toEqual(sampled);
    expect(defaultDevice().memory().buffers).toBe(buffers);
    model.dispose();
  });

  test("of latents are as large as the autoencoder's", async () => {
    const { run, folder } = await trained(await autoencoder.plan(few).prepare());
    run.dispose();
    using draw = await draws(await folderOf({ latent: "vae", patch: 1 }, folder));
    expect(await draw("5", { numInferenceSteps: 2 })).toMatchObject([{ width: 8, height: 8 }]);
  });

  test("stop by a signal between two steps", async () => {
    using draw = await draws();
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("enough")), 1);
    const many = draw("5", { sampler: "ddpm", numImagesPerPrompt: 64, signal: stop.signal });
    await expect(many).rejects.toThrow("enough");
  });
});

test("pictures of texts need the tokenizer", async () => {
  using draw = await draws(ofTexts);
  const [[one], [other]] = (await draw(["a thin one", "a thick eight"])) as [[never], [never]];
  expect(one).not.toEqual(other);
  await expect(draw("a one ".repeat(40))).rejects.toThrow(
    /text-to-image: an input is "a one .*of \d+ tokens, expected at most \d+/,
  );
  const { model } = await fromPretrained(ofTexts);
  await expect(pipeline("text-to-image", { model })).rejects.toThrow(
    "text-to-image: the model has no tokenizer, expected tokenizer.json in its folder",
  );
  model.dispose();
});

describe("refused by name", () => {
  test("a label that the model has not, with those that it has, and what is no text", async () => {
    using draw = await draws();
    await expect(draw("zebra")).rejects.toThrow(
      `text-to-image: an input is "zebra", expected one of ${digits.join(", ")}`,
    );
    await expect(draw(3 as never)).rejects.toThrow("an input is 3, expected text");
    const files = await filesOf("config.json", "model.safetensors");
    const config = JSON.parse(new TextDecoder().decode(files.get("config.json")));
    config.id2label[7] = "seven";
    files.set("config.json", new TextEncoder().encode(JSON.stringify(config)));
    using named = await draws(filesInMemory(files, "named"));
    await expect(named("sevn")).rejects.toThrow("6, seven, 8, 9; the nearest is seven");
  });

  test("more steps than the model learnt, and seeds that are not one for each input", async () => {
    using draw = await draws();
    await expect(draw("3", { numInferenceSteps: 41 })).rejects.toThrow(
      "text-to-image: numInferenceSteps is 41, expected at most the model's timesteps (40)",
    );
    await expect(draw(["3", "4"], { seed: [1, 2, 3] })).rejects.toThrow(
      "seed has 3 numbers, expected one for all inputs, or 2",
    );
    await expect(draw("3", { seed: 2 ** 32 })).rejects.toThrow("seed is 4294967296, expected");
    await expect(draw("3", { sampler: "euler" as never })).rejects.toThrow('sampler is "euler"');
  });

  test("folders without weights, with half of them, and of other models", async () => {
    const bare = filesInMemory(await filesOf("config.json"), "bare");
    await expect(draws(bare)).rejects.toThrow(/bare.*model\.safetensors/);
    const halved = await filesOf("config.json", "model.safetensors");
    const weights = halved.get("model.safetensors")!;
    halved.set("model.safetensors", weights.subarray(0, weights.length / 2));
    await expect(draws(filesInMemory(halved, "halved"))).rejects.toThrow(/model\.safetensors/);
    const other = await trained(await autoencoder.plan({ ...few, steps: 1 }).prepare());
    other.run.dispose();
    await expect(draws(other.folder)).rejects.toThrow(
      /text-to-image: the model is VariationalAutoencoder.*needs one of DiffusionTransformer/,
    );
  });
});
