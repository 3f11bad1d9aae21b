import type { BatchSource } from "../../data/batch-source.ts";
import { DrawnBatches } from "../drawn-batches.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { type NoisyBatch, type NoisyBatchOptions, noisyBatch } from "./noisy-batch.ts";

export interface NoisyPicturesOptions extends NoisyBatchOptions {
  readonly labels: readonly string[];
  /** Share of the pictures of which the model is not told what they show. */
  readonly dropClass: number;
  readonly batchSize: number;
  readonly seed: number;
}

/** Pictures in another order each epoch, each under new noise; two streams a batch: timesteps and classes, and the noise. */
export const noisyPictures = (
  pictures: readonly LabelledPicture[],
  parts: NoisyPicturesOptions,
): BatchSource<NoisyBatch> =>
  new DrawnBatches(pictures, { ...parts, streams: 2 }, (some, generator) => {
    const { labels, dropClass, schedule, channels } = parts;
    const drawn = generator.uniform(2 * some.length);
    const size = channels * some[0]!.width * some[0]!.height;
    return noisyBatch(
      some,
      {
        timesteps: some.map((_, i) => Math.floor(drawn[2 * i]! * schedule.betas.length)),
        classes: some.map(({ label }, i) =>
          drawn[2 * i + 1]! < dropClass ? labels.length : labels.indexOf(label),
        ),
        noise: generator.normal(some.length * size),
      },
      parts,
    );
  });
