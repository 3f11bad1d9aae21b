import { noiseSchedule } from "../../diffusion/noise-schedule.ts";
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { judgeSamples } from "../pictures/judge-samples.ts";
import type { NoisyBatch } from "./noisy-batch.ts";
import { noisyPictures } from "./noisy-pictures.ts";
import { PictureJudge } from "../pictures/picture-judge.ts";
import { type PictureSampler, samplePictures } from "./sample-pictures.ts";
import { scoreNoise } from "./score-noise.ts";

export interface DiffusionWorkParts extends Described {
  readonly model: DiffusionTransformer;
  readonly settings: ApplicationTraining & {
    readonly dropClass: number;
    readonly sampler: PictureSampler;
    readonly sampleSteps: number;
    readonly guidance: number;
  };
}

/** Pictures that a judge is shown unless it is said how many. */
const JUDGED = 1000;
/** Classes that are shown. */
const SHOWN = 20;

/** Batches, losses, figures and pictures of a model that makes pictures of classes out of noise. */
export function diffusionWork({
  model,
  settings,
}: DiffusionWorkParts): Work<DataParts<LabelledPicture>, NoisyBatch> {
  const { batch: batchSize, seed, dropClass, sampler, sampleSteps: steps, guidance } = settings;
  const { labels, device } = model;
  const { channels, schedule: kind, timesteps, side } = model.options;
  const schedule = noiseSchedule({ kind, steps: timesteps });
  const noising = { schedule, channels, device };
  const sampling = { sampler, steps, guidance, seed };
  const known = (pictures: readonly LabelledPicture[]): readonly LabelledPicture[] => {
    const other = pictures.find(({ label }) => !labels.includes(label));
    if (!other) return pictures;
    throw new RecipeError(
      `a picture shows ${JSON.stringify(other.label.slice(0, 40))}, expected one of ${labels.slice(0, 12).join(", ")}`,
    );
  };
  return {
    batches: ({ training }) =>
      noisyPictures(training, { ...noising, labels, dropClass, batchSize, seed }),
    loss: (batch) => model.forwardNamed(batch).loss!,
    async score(data, { part, examples, judge: folder, onTheWay: _, ...telling }) {
      const real = known(data[part]);
      const asked = { ...noising, model, batchSize, ...telling };
      const loss = await scoreNoise(real.slice(0, examples), asked);
      if (!folder) return { loss, figures: {} };
      using judge = await PictureJudge.open(folder, side, device);
      const classes = Array.from(
        { length: examples ?? JUDGED },
        (_, i) => labels[i % labels.length]!,
      );
      const made = await samplePictures(model, { ...sampling, classes, ...telling });
      return { loss, figures: await judgeSamples(judge, made, real, telling.signal) };
    },
    async samples(_data, { examples = 8, signal }) {
      const each = Math.max(1, Math.ceil(examples / 2));
      const classes = labels.slice(0, SHOWN).flatMap((label) => Array<string>(each).fill(label));
      const pictures = await samplePictures(model, { ...sampling, classes, signal });
      return [
        { kind: "pictures", title: `Made out of noise in ${steps} steps (${sampler})`, pictures },
      ];
    },
  };
}
