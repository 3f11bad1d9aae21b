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
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { inferenceOf } from "../../module/evaluating.ts";
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
import { scope } from "../../tensor/scope.ts";
import { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { picturesOf } from "../pictures/signed-pixels.ts";
import { NOTHING, type ToldTensors, toldTensors } from "./told-tensors.ts";
import { expectDenoiser, wishesOf } from "./wishes.ts";

export const pictureSamplers = ["ddim", "ddpm", "dpm-solver"] as const;
/** How noise becomes pictures: DDIM (arXiv:2010.02502), DDPM (arXiv:2006.11239) or DPM-Solver++ (arXiv:2211.01095). */
export type PictureSampler = (typeof pictureSamplers)[number];

/** Pictures that are made side by side. */
const TOGETHER = 64;

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
  /** Of all noise: 0 unless given. */
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
  const { timesteps: all, schedule: kind, channels, side } = denoiser.options;
  const steps = given.steps ?? (sampler === "ddpm" ? all : Math.min(20, all));
  if (steps > all)
    throw new RangeError(
      `samplePictures: steps is ${steps}, expected at most the model's timesteps (${all})`,
    );
  const told = toldTensors(denoiser, given.tokenizer);
  const generator = new Generator(seed);
  const shared = {
    schedule: noiseSchedule({ kind, steps: all }),
    timesteps: timestepSpacing({ trainingSteps: all, steps, spacing: "trailing" }),
    clipX0: !denoiser.autoencoder, // latents have no bounds
    signal,
  };
  const made: Picture[] = [];
  for (let from = 0; from < wishes.length; from += TOGETHER) {
    const some = wishes.slice(from, from + TOGETHER);
    const start = generator.normal(some.length * channels * side * side);
    const own = { ...shared, generator: generator.fork() };
    const network = networkOf(denoiser, { wishes: some, told, guidance });
    const x =
      sampler === "ddpm"
        ? await sampleDdpm(network, start, own)
        : await (sampler === "ddim" ? sampleDdim : sampleDpmSolver)(network, start, shared);
    const values = await decoded(denoiser, x, some.length);
    made.push(...picturesOf(values, { ...denoiser.pictures, captions: some }));
    onProgress?.(made.length, wishes.length);
  }
  return made;
}

interface Asking {
  readonly wishes: readonly string[];
  readonly told: ToldTensors;
  readonly guidance: number;
}

/** The noise in pictures: with guidance the model is asked twice, with and without being told what they show, in one pass. */
function networkOf(
  model: DiffusionTransformer,
  { wishes, told, guidance }: Asking,
): DiffusionNetwork {
  const { channels, side } = model.options;
  const { device } = model;
  const inference = inferenceOf(model);
  const asked = guidance === 1 ? wishes : [...wishes, ...wishes.map(() => NOTHING)];
  return async (x, t) => {
    const values = new Float32Array(asked.length * channels * side * side);
    for (let from = 0; from < values.length; from += x.length) values.set(x, from);
    using noise = inference(() =>
      noGrad(() =>
        scope(
          () =>
            model.forwardNamed({
              hidden_states: tensor(values, {
                shape: [asked.length, channels, side, side],
                device,
              }),
              timestep: tensor(new Int32Array(asked.length).fill(t), { device }),
              ...told(asked),
            }).sample!,
        ),
      ),
    );
    const said = await noise.data();
    if (guidance === 1) return said;
    return guide(said.subarray(x.length), said.subarray(0, x.length), { scale: guidance });
  };
}

/** The pictures that latents stand for; of a model of pixels they are pictures already. */
async function decoded(
  { autoencoder, options: { channels, side }, device }: DiffusionTransformer,
  x: Float64Array,
  count: number,
): Promise<ArrayLike<number>> {
  if (!autoencoder) return x;
  using pictures = inferenceOf(autoencoder)(() =>
    noGrad(() =>
      scope(() =>
        autoencoder.decode(
          tensor(Float32Array.from(x), { shape: [count, channels, side, side], device }),
        ),
      ),
    ),
  );
  return (await pictures.data()).slice();
}
