import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { NoiseSchedule } from "../../diffusion/noise-schedule.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { add } from "../../ops/add.ts";
import { mul } from "../../ops/mul.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { signedPixels } from "../pictures/signed-pixels.ts";
import type { ToldTensors } from "./told-tensors.ts";

/**
 * By diffusers' names: hidden_states and the noise in them [pictures, channels, side, side], timestep [pictures], and
 * class_labels [pictures] or input_ids and attention_mask [pictures, tokens].
 */
export type NoisyBatch = NamedTensors & { readonly noise: Tensor };

export interface NoisyBatchOptions {
  readonly model: DiffusionTransformer;
  readonly schedule: NoiseSchedule;
  readonly toldTensors: ToldTensors;
}

/** How each picture of a batch is made noisy, and what a model is told of it. */
export interface Noising {
  readonly timesteps: ArrayLike<number>;
  readonly told: readonly string[];
  /** Of the normal distribution, as many as the model's input has values. */
  readonly noise: ArrayLike<number>;
  /** As many, by which latents are drawn, of a model of latents. */
  readonly latentNoise: ArrayLike<number> | undefined;
}

/**
 * Pictures, values from -1 to 1, or their latents under noise: x_t = sqrt(abar) x0 + sqrt(1 - abar) noise. The tensors belong
 * to the caller.
 */
export function noisyBatch(
  pictures: readonly LabelledPicture[],
  { timesteps, told, noise, latentNoise }: Noising,
  { model, schedule, toldTensors }: NoisyBatchOptions,
): NoisyBatch {
  const { device, options, autoencoder } = model;
  const shape = [pictures.length, options.channels, options.side, options.side];
  const values = (of: ArrayLike<number>, sizes: readonly number[]): Tensor =>
    tensor(Float32Array.from(of), { shape: sizes, device });
  const alphas = Float64Array.from(timesteps, (t) => schedule.alphasCumprod[t]!);
  const each = (of: ArrayLike<number>): Tensor => values(of, [pictures.length, 1, 1, 1]);
  return noGrad(() =>
    scope(() => {
      const pixels = signedPixels(pictures, { channels: model.pictures.channels, device });
      const clean = autoencoder
        ? autoencoder.encode(pixels, latentNoise && values(latentNoise, shape))
        : pixels;
      const added = values(noise, shape);
      const signal = mul(clean, each(alphas.map(Math.sqrt)));
      const spread = mul(added, each(alphas.map((alpha) => Math.sqrt(1 - alpha))));
      return {
        hidden_states: add(signal, spread),
        noise: added,
        timestep: tensor(Int32Array.from(timesteps), { device }),
        ...toldTensors(told),
      };
    }),
  );
}

/** Values of a batch of pictures, as the model is given them. */
export const valuesOf = (
  { options: { channels, side } }: DiffusionTransformer,
  pictures: number,
): number => pictures * channels * side * side;
