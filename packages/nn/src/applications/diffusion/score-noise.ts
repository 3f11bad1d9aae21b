import { noGrad } from "../../autograd/grad-mode.ts";
import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { Generator } from "../../random/generator.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { scope } from "../../tensor/scope.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { type NoisyBatchOptions, noisyBatch, valuesOf } from "./noisy-batch.ts";

/** Steps of the golden ratio cover the timesteps evenly, however few pictures there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** Mean square error of the noise that a model sees in pictures of which it is told what they show; each time under the same noise. */
export async function scoreNoise(
  pictures: readonly LabelledPicture[],
  scoring: NoisyBatchOptions &
    ScoringOptions & {
      readonly batchSize: number;
      /** What is told of a picture. */
      readonly toldOf: (picture: LabelledPicture) => string;
    },
): Promise<number> {
  const { model, schedule, batchSize, toldOf, signal, onProgress } = scoring;
  const yielder = new Yielder();
  const inference = inferenceOf(model);
  const generator = new Generator(0);
  let sum = 0;
  for (let start = 0; start < pictures.length; start += batchSize) {
    signal?.throwIfAborted();
    const some = pictures.slice(start, start + batchSize);
    const size = valuesOf(model, some.length);
    const noising = {
      timesteps: some.map((_, i) =>
        Math.floor((((start + i + 0.5) * GOLDEN) % 1) * schedule.betas.length),
      ),
      told: some.map(toldOf),
      noise: generator.normal(size),
      latentNoise: model.autoencoder ? generator.normal(size) : undefined,
    };
    using loss = inference(() =>
      noGrad(() => scope(() => model.forwardNamed(noisyBatch(some, noising, scoring)).loss!)),
    );
    sum += (await loss.data())[0]! * some.length;
    onProgress?.(start + some.length, pictures.length);
    await yielder.turn();
  }
  return sum / pictures.length;
}
