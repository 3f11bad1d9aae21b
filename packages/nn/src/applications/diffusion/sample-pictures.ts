import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import { guide } from "../../diffusion/guidance.ts";
import { noiseSchedule } from "../../diffusion/noise-schedule.ts";
import type { DiffusionNetwork } from "../../diffusion/samplers/network.ts";
import { sampleDdim } from "../../diffusion/samplers/sample-ddim.ts";
import { sampleDdpm } from "../../diffusion/samplers/sample-ddpm.ts";
import { sampleDpmSolver } from "../../diffusion/samplers/sample-dpm-solver.ts";
import { timestepSpacing } from "../../diffusion/timestep-spacing.ts";
import type { Model } from "../../models/roles.ts";
import {
  type DiffusionTransformer,
  isDiffusionTransformer,
} from "../../models/vision/diffusion-transformer.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { Module } from "../../module/module.ts";
import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectInstance } from "../../options/expect-argument.ts";
import { callback, integer, number, oneOf, passing, texts } from "../../options/fields.ts";
import { isAbortSignal } from "../../options/kinds-of-values.ts";
import { Generator } from "../../random/generator.ts";
import type { Picture } from "../../recipes/sample.ts";
import type { Progress } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";

export const pictureSamplers = ["ddim", "ddpm", "dpm-solver"] as const;
export type PictureSampler = (typeof pictureSamplers)[number];

/** Pictures that are made side by side. */
const TOGETHER = 64;

const samplingOptions = defineOptions("samplePictures", {
  /** What each picture is to show, by the names of the model's classes: one picture for each. */
  classes: texts(),
  /** Deterministic and quick (DDIM, DPM-Solver++), or with noise in every step (DDPM). */
  sampler: oneOf(pictureSamplers, { default: "ddim" }),
  /** 20 unless given; all timesteps of the training for "ddpm". */
  steps: integer({ from: 1, optional: true }),
  /** How much is made of the class: 1 is what was learnt, more is more typical and less varied; 2 unless given. */
  guidance: number({ from: 0, default: 2 }),
  /** Of all noise: 0 unless given. */
  seed: integer({ from: 0, to: 2 ** 32 - 1, default: 0 }),
  onProgress: callback<Progress>({ optional: true }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
});

export type SamplePicturesOptions = Given<typeof samplingOptions>;

/**
 * Pictures out of noise, by a diffusion transformer with classifier-free guidance.
 *
 * @throws TypeError for a model of another kind; RangeError for a class that it has not, and for more steps than it learnt
 */
export async function samplePictures(
  model: Model,
  options: SamplePicturesOptions,
): Promise<readonly Picture[]> {
  const denoiser = expectDenoiser(model);
  const { classes, sampler, guidance, seed, onProgress, signal, ...given } =
    samplingOptions.complete(options);
  const { timesteps: all, schedule: kind, channels, side } = denoiser.options;
  const steps = given.steps ?? (sampler === "ddpm" ? all : Math.min(20, all));
  if (steps > all)
    throw new RangeError(
      `samplePictures: steps is ${steps}, expected at most the model's timesteps (${all})`,
    );
  const ids = classes.map((name) => classNumber(denoiser, name));
  const generator = new Generator(seed);
  const shared = {
    schedule: noiseSchedule({ kind, steps: all }),
    timesteps: timestepSpacing({ trainingSteps: all, steps, spacing: "trailing" }),
    ...{ clipX0: true, signal },
  };
  const made: Picture[] = [];
  for (let from = 0; from < ids.length; from += TOGETHER) {
    const some = ids.slice(from, from + TOGETHER);
    const start = generator.normal(some.length * channels * side * side);
    const own = { ...shared, generator: generator.fork() };
    const network = networkOf(denoiser, some, guidance);
    const x =
      sampler === "ddpm"
        ? await sampleDdpm(network, start, own)
        : await (sampler === "ddim" ? sampleDdim : sampleDpmSolver)(network, start, shared);
    for (const [i, id] of some.entries()) made.push(pictureOf(denoiser, x, i, id));
    onProgress?.(made.length, ids.length);
  }
  return made;
}

function expectDenoiser(model: Model): DiffusionTransformer {
  const expected = "a diffusion transformer, as qkv train --task diffusion makes it";
  expectInstance("samplePictures", "model", model, Module, expected);
  if (isDiffusionTransformer(model)) return model;
  throw new TypeError(
    `samplePictures: model is of the family ${model.modelType}, expected ${expected}`,
  );
}

function classNumber({ labels }: DiffusionTransformer, name: string): number {
  const id = labels.indexOf(name);
  if (id >= 0) return id;
  throw new RangeError(
    `samplePictures: classes has ${JSON.stringify(name.slice(0, 40))}, expected one of ${labels.slice(0, 12).join(", ")}`,
  );
}

/** The noise in pictures of these classes: with guidance the model is asked twice, with and without the class, in one pass. */
function networkOf(
  model: DiffusionTransformer,
  classes: readonly number[],
  guidance: number,
): DiffusionNetwork {
  const { channels, side, labels } = model.options;
  const { device } = model;
  const inference = inferenceOf(model);
  const told = guidance === 1 ? classes : [...classes, ...classes.map(() => labels.length)];
  return async (x, t) => {
    const values = new Float32Array(told.length * channels * side * side);
    for (let from = 0; from < values.length; from += x.length) values.set(x, from);
    using noise = inference(() =>
      noGrad(() =>
        scope(() =>
          model.forward(
            tensor(values, { shape: [told.length, channels, side, side], device }),
            tensor(new Int32Array(told.length).fill(t), { device }),
            tensor(Int32Array.from(told), { device }),
          ),
        ),
      ),
    );
    const said = await noise.data();
    if (guidance === 1) return said;
    return guide(said.subarray(x.length), said.subarray(0, x.length), { scale: guidance });
  };
}

/** The values from -1 to 1 of one picture, [channels, side, side], as pixels [side, side, channels]. */
function pictureOf(
  { options, labels }: DiffusionTransformer,
  x: Float64Array,
  place: number,
  id: number,
): Picture {
  const { channels, side } = options;
  const plane = side * side;
  const pixels = new Uint8Array(channels * plane);
  for (let channel = 0; channel < channels; channel++)
    for (let at = 0; at < plane; at++) {
      const value = x[(place * channels + channel) * plane + at]!;
      pixels[at * channels + channel] = Math.round(127.5 * (1 + Math.max(-1, Math.min(1, value))));
    }
  return { pixels, width: side, height: side, channels: channels as 1 | 3, caption: labels[id]! };
}
