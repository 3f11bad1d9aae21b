import { tensor } from "../../device/create-tensor.ts";
import type { NoiseSchedule } from "../../diffusion/noise-schedule.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";

/** By diffusers' names: hidden_states and the noise in them [pictures, channels, side, side], timestep and class_labels [pictures]. */
export type NoisyBatch = NamedTensors & { readonly noise: Tensor };

export interface NoisyBatchOptions {
  readonly schedule: NoiseSchedule;
  readonly channels: number;
  readonly device: Device;
}

/** How each picture of a batch is made noisy, and what a model is told of it. */
export interface Noising {
  readonly timesteps: ArrayLike<number>;
  /** By number; the one behind the last where nothing is told. */
  readonly classes: readonly number[];
  /** Of the normal distribution, as many as the batch has values. */
  readonly noise: ArrayLike<number>;
}

/** Pictures under noise, x_t = sqrt(abar) x0 + sqrt(1 - abar) noise with x0 from -1 to 1; the tensors belong to the caller. */
export function noisyBatch(
  pictures: readonly Omit<LabelledPicture, "label">[],
  { timesteps, classes, noise }: Noising,
  { schedule, channels, device }: NoisyBatchOptions,
): NoisyBatch {
  const { width, height } = pictures[0]!;
  const plane = width * height;
  const size = channels * plane;
  const values = new Float32Array(pictures.length * size);
  for (const [i, picture] of pictures.entries()) {
    const alpha = schedule.alphasCumprod[timesteps[i]!]!;
    const [signal, spread] = [Math.sqrt(alpha), Math.sqrt(1 - alpha)];
    for (let channel = 0; channel < channels; channel++)
      for (let at = 0; at < plane; at++) {
        const to = i * size + channel * plane + at;
        const clean = shade(picture, at, channel, channels) / 127.5 - 1;
        values[to] = signal * clean + spread * noise[to]!;
      }
  }
  const shape = [pictures.length, channels, height, width];
  const ids = (of: ArrayLike<number>) => tensor(Int32Array.from(of), { device });
  return {
    hidden_states: tensor(values, { shape, device }),
    noise: tensor(Float32Array.from(noise), { shape, device }),
    timestep: ids(timesteps),
    class_labels: ids(classes),
  };
}

/** A pixel in a channel of the model's: a grey picture has the same in all, and a coloured one its mean in the only one. */
function shade(
  { pixels, channels: own }: Omit<LabelledPicture, "label">,
  at: number,
  channel: number,
  channels: number,
): number {
  if (own === 1) return pixels[at]!;
  if (channels === 3) return pixels[3 * at + channel]!;
  return (pixels[3 * at]! + pixels[3 * at + 1]! + pixels[3 * at + 2]!) / 3;
}
