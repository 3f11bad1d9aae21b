import type { BatchSource } from "../../data/batch-source.ts";
import { tensor } from "../../device/create-tensor.ts";
import type { VariationalAutoencoder } from "../../models/autoencoder/variational-autoencoder.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { Generator } from "../../random/generator.ts";
import { DrawnBatches } from "../drawn-batches.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { signedPixels } from "../pictures/signed-pixels.ts";

/** Pictures, and the noise by which their latents are drawn; the tensors belong to the caller. */
export function latentBatch(
  pictures: readonly LabelledPicture[],
  { options, latentSide: side, device }: VariationalAutoencoder,
  generator: Generator,
): NamedTensors {
  const shape = [pictures.length, options.latentChannels, side, side];
  const noise = generator.normal(pictures.length * options.latentChannels * side * side);
  return {
    pixel_values: signedPixels(pictures, { channels: options.channels, device }),
    noise: tensor(Float32Array.from(noise), { shape, device }),
  };
}

/** Pictures in another order each epoch, each under new noise. */
export const latentBatches = (
  pictures: readonly LabelledPicture[],
  model: VariationalAutoencoder,
  drawing: { readonly batchSize: number; readonly seed: number },
): BatchSource<NamedTensors> =>
  new DrawnBatches(pictures, { ...drawing, streams: 1 }, (some, generator) =>
    latentBatch(some, model, generator),
  );
