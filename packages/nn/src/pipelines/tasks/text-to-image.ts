import {
  makePictures,
  pictureSamplers,
  stepsOf,
} from "../../applications/diffusion/make-pictures.ts";
import { expectWish } from "../../applications/diffusion/wishes.ts";
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { integer, number, oneOf, passing } from "../../options/fields.ts";
import { Generator } from "../../random/generator.ts";
import type { Picture } from "../../recipes/sample.ts";
import { defineTask } from "../task.ts";
import type { TaskModel } from "../task-model.ts";
import { expectInputText, tokenizerOf } from "../texts/text-input.ts";

const name = "text-to-image";

const isSeed = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < 2 ** 32;

/** Of a model that learnt from texts; undefined of one that learnt from classes. */
const wishTokenizer = (model: TaskModel) =>
  (model.model as DiffusionTransformer).options.text && tokenizerOf(name, model);

/** Pictures out of noise of what texts say, or of classes by their names; options are called as in diffusers' pipelines. */
export const textToImage = defineTask({
  name,
  description: "Pictures out of noise, of what a text says or of a class",
  inputKind: "text",
  resultKind: "image",
  fields: {
    numImagesPerPrompt: integer({ from: 1, to: 2 ** 16, default: 1 }),
    /** 20 unless given; all timesteps of the training by "ddpm". */
    numInferenceSteps: integer({ from: 1, to: 2 ** 16, optional: true }),
    guidanceScale: number({ from: 0, default: 2 }),
    sampler: oneOf(pictureSamplers, { default: "ddim" }),
    /** One for all inputs or one for each: a picture follows from its input's, and its place among the pictures of that input. */
    seed: passing<number | readonly number[]>(
      (value) => isSeed(value) || (Array.isArray(value) && value.length > 0 && value.every(isSeed)),
      { default: 0, expected: "an integer from 0 to 4294967295, or an array of them" },
    ),
  },
  flags: {
    numImagesPerPrompt: "Pictures of each input; 1 unless given",
    numInferenceSteps: "Steps in which they are made: 20 unless given, all by ddpm",
    guidanceScale:
      "How much is made of what they are to show; 1 for what was learnt, 2 unless given",
    sampler: "How they are made: ddim unless given, ddpm or dpm-solver",
    seed: "Of the noise: the same seed gives the same pictures",
  },
  fits: /^DiffusionTransformer$/,
  expect: (model) => void wishTokenizer(model),
  async run(model, inputs: readonly string[], settings): Promise<readonly (readonly Picture[])[]> {
    const denoiser = model.model as DiffusionTransformer;
    const tokenizer = wishTokenizer(model);
    for (const input of inputs) {
      expectInputText(name, "an input", input);
      expectWish(denoiser, input, tokenizer, `${name}: an input is`);
    }
    const { numImagesPerPrompt: each, numInferenceSteps, guidanceScale, sampler } = settings;
    const named = `${name}: numInferenceSteps`;
    const steps = stepsOf(denoiser, { sampler, steps: numInferenceSteps }, named);
    const seeds = seedsOf(settings.seed, inputs.length);
    const wished = inputs.flatMap((wish, i) => {
      const noise = new Generator(seeds[i]!);
      return Array.from({ length: each }, () => ({ wish, generator: noise.fork() }));
    });
    const pictures = await makePictures(denoiser, wished, {
      ...{ sampler, steps, guidance: guidanceScale, tokenizer, signal: settings.signal },
    });
    return inputs.map((_, i) => pictures.slice(i * each, (i + 1) * each));
  },
});

/** @throws RangeError for a list of another length */
function seedsOf(seed: number | readonly number[], inputs: number): readonly number[] {
  if (typeof seed === "number") return new Array<number>(inputs).fill(seed);
  if (seed.length === inputs) return seed;
  throw new RangeError(
    `${name}: seed has ${seed.length} numbers, expected one for all inputs, or ${inputs}: one for each that is computed side by side`,
  );
}
