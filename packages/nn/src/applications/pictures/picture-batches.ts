import type { BatchSource } from "../../data/batch-source.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { DrawnBatches } from "../drawn-batches.ts";
import { type Augmentation, augmented, DRAWS } from "./augment.ts";
import type { LabelledPicture } from "./labelled-picture.ts";

/** Inputs by Hugging Face's names: pixel_values [pictures, 3, height, width], labels [pictures]. */
export type PictureBatch = NamedTensors & { readonly labels: Tensor };

export interface PictureBatchOptions {
  readonly labels: readonly string[];
  /** What the pixels are made of: (pixel / 255 - mean) / deviation. */
  readonly mean: number;
  readonly deviation: number;
  readonly device: Device;
}

/** Pictures as a model reads them, [pictures, 3, height, width]; grey ones are three times the same. */
export function pixelValues(
  pictures: readonly Omit<LabelledPicture, "label">[],
  { mean, deviation, device }: Pick<PictureBatchOptions, "mean" | "deviation" | "device">,
): Tensor {
  const { width, height } = pictures[0]!;
  const plane = width * height;
  const values = new Float32Array(pictures.length * 3 * plane);
  const table = Float32Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / deviation);
  for (const [i, { pixels, channels }] of pictures.entries())
    for (let channel = 0; channel < 3; channel++)
      for (let at = 0; at < plane; at++)
        values[(3 * i + channel) * plane + at] =
          table[pixels[channels === 1 ? at : 3 * at + channel]!]!;
  return tensor(values, { shape: [pictures.length, 3, height, width], device });
}

/** Pictures and what they show; the tensors belong to the caller. */
export const pictureBatch = (
  pictures: readonly LabelledPicture[],
  options: PictureBatchOptions,
): PictureBatch => ({
  pixel_values: pixelValues(pictures, options),
  labels: tensor(
    pictures.map(({ label }) => options.labels.indexOf(label)),
    { dtype: "int32", device: options.device },
  ),
});

/** Pictures in another order each epoch, each changed anew. */
export const augmentedPictures = (
  pictures: readonly LabelledPicture[],
  parts: PictureBatchOptions & {
    readonly augmentation: Augmentation;
    readonly batchSize: number;
    readonly seed: number;
  },
): BatchSource<PictureBatch> =>
  new DrawnBatches(pictures, { ...parts, streams: 1 }, (some, generator) => {
    const drawn = generator.uniform(some.length * DRAWS);
    const changed = some.map((picture, i) => ({
      ...picture,
      pixels: augmented(
        picture,
        parts.augmentation,
        drawn.subarray(i * DRAWS, (i + 1) * DRAWS),
        edgeOf(picture, parts.mean),
      ),
    }));
    return pictureBatch(changed, parts);
  });

/** What comes in at the edges: black where the picture is black there, its usual brightness elsewhere. */
const edgeOf = ({ pixels }: LabelledPicture, mean: number): number =>
  pixels[0] === 0 ? 0 : Math.round(255 * mean);
