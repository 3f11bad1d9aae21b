import { tensor } from "../../device/create-tensor.ts";
import type { Picture } from "../../recipes/sample.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { LabelledPicture } from "./labelled-picture.ts";

type Pixels = Omit<LabelledPicture, "label">;

/** Pictures as numbers from -1, black, to 1: [pictures, channels, height, width]. */
export function signedPixels(
  pictures: readonly Pixels[],
  { channels, device }: { readonly channels: number; readonly device: Device },
): Tensor {
  const { width, height } = pictures[0]!;
  const plane = width * height;
  const size = channels * plane;
  const values = new Float32Array(pictures.length * size);
  for (const [i, picture] of pictures.entries())
    for (let channel = 0; channel < channels; channel++)
      for (let at = 0; at < plane; at++)
        values[i * size + channel * plane + at] = shade(picture, at, channel, channels) / 127.5 - 1;
  return tensor(values, { shape: [pictures.length, channels, height, width], device });
}

/** A pixel in a channel of the model's: a grey picture has the same in all, and a coloured one its mean in the only one. */
function shade(
  { pixels, channels: own }: Pixels,
  at: number,
  channel: number,
  channels: number,
): number {
  if (own === 1) return pixels[at]!;
  if (channels === 3) return pixels[3 * at + channel]!;
  return (pixels[3 * at]! + pixels[3 * at + 1]! + pixels[3 * at + 2]!) / 3;
}

/** Values of [captions, channels, side, side], those beyond -1 and 1 cut, as pictures with these captions. */
export function picturesOf(
  values: ArrayLike<number>,
  {
    channels,
    side,
    captions,
  }: { readonly channels: number; readonly side: number; readonly captions: readonly string[] },
): readonly Picture[] {
  const plane = side * side;
  return captions.map((caption, place) => {
    const pixels = new Uint8Array(channels * plane);
    for (let channel = 0; channel < channels; channel++)
      for (let at = 0; at < plane; at++) {
        const value = values[(place * channels + channel) * plane + at]!;
        const cut = Math.max(-1, Math.min(1, value));
        pixels[at * channels + channel] = Math.round(127.5 * (1 + cut));
      }
    return { pixels, width: side, height: side, channels: channels as 1 | 3, caption };
  });
}

/** Channels of a model for these pictures: one where all of them are grey. */
export const channelsOf = (pictures: readonly Pixels[]): 1 | 3 =>
  pictures.every(({ channels }) => channels === 1) ? 1 : 3;
