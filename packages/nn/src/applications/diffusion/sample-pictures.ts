import type { Model } from "../../models/roles.ts";
import { defineOptions, type Given } from "../../options/define-options.ts";
import {
  callback,
  instance,
  integer,
  number,
  oneOf,
  passing,
  texts,
} from "../../options/fields.ts";
import { isAbortSignal } from "../../options/kinds-of-values.ts";
import { Generator } from "../../random/generator.ts";
import type { Picture } from "../../recipes/sample.ts";
import type { Progress } from "../../recipes/score.ts";
import { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { makePictures, pictureSamplers, stepsOf } from "./make-pictures.ts";
import { expectDenoiser, wishesOf } from "./wishes.ts";

const samplingOptions = defineOptions("samplePictures", {
  /** What each picture is to show, by the names of the model's classes: one picture for each. */
  classes: texts({ optional: true }),
  /** What each picture is to show, in words, of a model that learnt from texts. */
  texts: texts({ optional: true }),
  /** Of a model that learnt from texts: the one in its folder. */
  tokenizer: instance(PretrainedTokenizer, { optional: true }),
  /** Deterministic and quick (DDIM, DPM-Solver++), or with noise in every step (DDPM). */
  sampler: oneOf(pictureSamplers, { default: "ddim" }),
  /** 20 unless given; all timesteps of the training for "ddpm". */
  steps: integer({ from: 1, optional: true }),
  /** How much is made of class or text: 1 is what was learnt, more is more typical and less varied; 2 unless given. */
  guidance: number({ from: 0, default: 2 }),
  /** Of all noise: 0 unless given. A picture follows from it and its place in the list alone. */
  seed: integer({ from: 0, to: 2 ** 32 - 1, default: 0 }),
  onProgress: callback<Progress>({ optional: true }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
});

/** What `samplePictures` is to show, by which sampler, and who is told or stops it. */
export type SamplePicturesOptions = Given<typeof samplingOptions>;

/**
 * Pictures out of noise, by a diffusion transformer with classifier-free guidance; its autoencoder, if it has one, makes them
 * of the latents that come out.
 *
 * @throws TypeError for a model of another kind, and without the texts or classes that it learnt from; RangeError for a class
 * that it has not, and for more steps than it learnt
 */
export async function samplePictures(
  model: Model,
  options: SamplePicturesOptions,
): Promise<readonly Picture[]> {
  const denoiser = expectDenoiser(model);
  const { sampler, guidance, seed, onProgress, signal, ...given } =
    samplingOptions.complete(options);
  const wishes = wishesOf(denoiser, given);
  const noise = new Generator(seed);
  const wished = wishes.map((wish) => ({ wish, generator: noise.fork() }));
  const steps = stepsOf(denoiser, { sampler, steps: given.steps }, "samplePictures: steps");
  const { tokenizer } = given;
  return makePictures(denoiser, wished, {
    ...{ sampler, steps, guidance, tokenizer, signal, onProgress },
  });
}
