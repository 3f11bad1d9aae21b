import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import { guide } from "../../diffusion/guidance.ts";
import { noiseSchedule } from "../../diffusion/noise-schedule.ts";
import type { DiffusionNetwork } from "../../diffusion/samplers/network.ts";
import { sampleDdim } from "../../diffusion/samplers/sample-ddim.ts";
import { sampleDdpm } from "../../diffusion/samplers/sample-ddpm.ts";
import { sampleDpmSolver } from "../../diffusion/samplers/sample-dpm-solver.ts";
import { timestepSpacing } from "../../diffusion/timestep-spacing.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import type { Generator } from "../../random/generator.ts";
import type { Picture } from "../../recipes/sample.ts";
import type { Progress } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { picturesOf } from "../pictures/signed-pixels.ts";
import { NOTHING, type ToldTensors, toldTensors } from "./told-tensors.ts";

export const pictureSamplers = ["ddim", "ddpm", "dpm-solver"] as const;
/** How noise becomes pictures: DDIM (arXiv:2010.02502), DDPM (arXiv:2006.11239) or DPM-Solver++ (arXiv:2211.01095). */
export type PictureSampler = (typeof pictureSamplers)[number];

/** Pictures that are made side by side. */
const TOGETHER = 64;
/** Latents deviate by 1, so that next to none of them lie further out. */
const LATENT_RANGE = 4;

/** A picture that is asked for: what it is to show, and what draws all of its noise, so that its neighbours change nothing. */
export interface WishedPicture {
  /** The name of a class, or a text, whichever the model learnt from. */
  readonly wish: string;
  readonly generator: Generator;
}

export interface MakingPictures {
  readonly sampler: PictureSampler;
  /** At most the timesteps that the model learnt: `stepsOf`. */
  readonly steps: number;
  readonly guidance: number;
  /** Of a model that learnt from texts. */
  readonly tokenizer: PretrainedTokenizer | undefined;
  readonly signal: AbortSignal | undefined;
  readonly onProgress?: Progress | undefined;
}

/** Pictures out of noise: see `samplePictures`, which has checked what comes here. */
export async function makePictures(
  model: DiffusionTransformer,
  wished: readonly WishedPicture[],
  { sampler, steps, guidance, tokenizer, signal, onProgress }: MakingPictures,
): Promise<readonly Picture[]> {
  const { timesteps: all, schedule: kind, channels, side } = model.options;
  const told = toldTensors(model, tokenizer);
  const shared = {
    schedule: noiseSchedule({ kind, steps: all }),
    timesteps: timestepSpacing({ trainingSteps: all, steps, spacing: "trailing" }),
    clipX0: true,
    clipRange: model.autoencoder ? LATENT_RANGE : 1,
    signal,
  };
  const size = channels * side * side;
  const made: Picture[] = [];
  for (let from = 0; from < wished.length; from += TOGETHER) {
    const some = wished.slice(from, from + TOGETHER);
    const wishes = some.map(({ wish }) => wish);
    const noise = (): Float64Array => {
      const values = new Float64Array(some.length * size);
      for (const [i, { generator }] of some.entries()) values.set(generator.normal(size), i * size);
      return values;
    };
    const network = networkOf(model, { wishes, told, guidance });
    const start = noise();
    const x =
      sampler === "ddpm"
        ? await sampleDdpm(network, start, { ...shared, noise })
        : await (sampler === "ddim" ? sampleDdim : sampleDpmSolver)(network, start, shared);
    const values = await decoded(model, x, some.length);
    made.push(...picturesOf(values, { ...model.pictures, captions: wishes }));
    onProgress?.(made.length, wished.length);
  }
  return made;
}

/**
 * Steps in which pictures are made: 20 unless given, and all timesteps of the training by "ddpm".
 *
 * @throws RangeError that begins with `named` for more than the model's timesteps
 */
export function stepsOf(
  { options: { timesteps: all } }: DiffusionTransformer,
  { steps, sampler }: { readonly steps: number | undefined; readonly sampler: PictureSampler },
  named: string,
): number {
  if (steps === undefined) return sampler === "ddpm" ? all : Math.min(20, all);
  if (steps <= all) return steps;
  throw new RangeError(`${named} is ${steps}, expected at most the model's timesteps (${all})`);
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
  const yielder = new Yielder();
  const asked = guidance === 1 ? wishes : [...wishes, ...wishes.map(() => NOTHING)];
  return async (x, t) => {
    await yielder.turn(); // a signal may come between two steps
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
