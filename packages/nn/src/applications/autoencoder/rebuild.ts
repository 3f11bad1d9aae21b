import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { VariationalAutoencoder } from "../../models/autoencoder/variational-autoencoder.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { Generator } from "../../random/generator.ts";
import type { Picture } from "../../recipes/sample.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { picturesOf } from "../pictures/signed-pixels.ts";
import { latentBatch } from "./latent-batches.ts";

/** What an autoencoder makes of pictures, and how far that is from them; each time under the same noise. */
export interface Rebuilt {
  readonly pictures: readonly Picture[];
  readonly loss: number;
  /** Mean square of a value's error; values are from -1 to 1. */
  readonly error: number;
  /** KL(posterior || standard normal) of a picture, in nats. */
  readonly divergence: number;
}

export async function rebuild(
  real: readonly LabelledPicture[],
  {
    model,
    batchSize,
    signal,
    onProgress,
  }: ScoringOptions & { readonly model: VariationalAutoencoder; readonly batchSize: number },
): Promise<Rebuilt> {
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  const generator = new Generator(0);
  const { channels, side } = model.options;
  const pictures: Picture[] = [];
  const sums = { loss: 0, error: 0, divergence: 0 };
  for (let start = 0; start < real.length; start += batchSize) {
    signal?.throwIfAborted();
    const some = real.slice(start, start + batchSize);
    const made = inference(() =>
      noGrad(() =>
        scope(() => {
          const { sample, loss, error, divergence } = model.forwardNamed(
            latentBatch(some, model, generator),
          );
          return [sample!, loss!, error!, divergence!] as const;
        }),
      ),
    );
    const [sample, ...figures] = made;
    const captions = some.map(({ label }) => label);
    pictures.push(...picturesOf(await sample.data(), { channels, side, captions }));
    for (const [i, name] of (["loss", "error", "divergence"] as const).entries())
      sums[name] += (await figures[i]!.data())[0]! * some.length;
    for (const one of made) one.dispose();
    onProgress?.(start + some.length, real.length);
    await yielder.turn();
  }
  const mean = (sum: number): number => sum / real.length;
  const [loss, error, divergence] = [sums.loss, sums.error, sums.divergence].map(mean);
  return { pictures, loss: loss!, error: error!, divergence: divergence! };
}
