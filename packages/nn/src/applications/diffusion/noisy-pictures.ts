import type { BatchSource } from "../../data/batch-source.ts";
import { DrawnBatches } from "../drawn-batches.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { type NoisyBatch, type NoisyBatchOptions, noisyBatch, valuesOf } from "./noisy-batch.ts";
import type { PictureTexts } from "./picture-texts.ts";
import { NOTHING } from "./told-tensors.ts";

export interface NoisyPicturesOptions extends NoisyBatchOptions {
  /** Of a model that is told texts. */
  readonly texts: PictureTexts | undefined;
  /** Share of the pictures of which the model is not told what they show. */
  readonly dropClass: number;
  readonly batchSize: number;
  readonly seed: number;
}

/**
 * Pictures in another order each epoch, each under new noise. The streams of a batch: timesteps and what is told, the noise,
 * and that of latents.
 */
export function noisyPictures(
  pictures: readonly LabelledPicture[],
  parts: NoisyPicturesOptions,
): BatchSource<NoisyBatch> {
  const { model, texts, dropClass, schedule } = parts;
  const latent = model.autoencoder !== undefined;
  const each = texts ? 4 : 2;
  return new DrawnBatches(pictures, { ...parts, streams: latent ? 3 : 2 }, (some, generator) => {
    const drawn = generator.uniform(each * some.length);
    const size = valuesOf(model, some.length);
    return noisyBatch(
      some,
      {
        timesteps: some.map((_, i) => Math.floor(drawn[each * i]! * schedule.betas.length)),
        told: some.map((picture, i) => {
          const [, drop, first, second] = drawn.subarray(each * i, each * (i + 1));
          if (drop! < dropClass) return NOTHING;
          return texts ? texts.partOf(picture, [first!, second!]) : picture.label;
        }),
        noise: generator.normal(size),
        latentNoise: latent ? generator.normal(size) : undefined,
      },
      parts,
    );
  });
}
