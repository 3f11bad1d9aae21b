import { noiseSchedule } from "../../diffusion/noise-schedule.ts";
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import type { Picture } from "../../recipes/sample.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { expectJudgeable, judgeSamples } from "../pictures/judge-samples.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { PictureJudge } from "../pictures/picture-judge.ts";
import { tokenizerOf } from "../text-tokenizer.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { compareSamplers } from "./compare-samplers.ts";
import type { PictureSampler } from "./make-pictures.ts";
import type { NoisyBatch } from "./noisy-batch.ts";
import { noisyPictures } from "./noisy-pictures.ts";
import { type PictureTexts, pictureTexts } from "./picture-texts.ts";
import { type SamplePicturesOptions, samplePictures } from "./sample-pictures.ts";
import { scoreNoise } from "./score-noise.ts";
import { toldTensors } from "./told-tensors.ts";

export interface DiffusionWorkParts extends Described {
  readonly model: DiffusionTransformer;
  readonly settings: ApplicationTraining & {
    readonly dropClass: number;
    readonly sampler: PictureSampler;
    readonly sampleSteps: number;
    readonly guidance: number;
  };
}

type Data = DataParts<LabelledPicture>;

/** Pictures that a judge is shown unless it is said how many. */
const JUDGED = 1000;
/** Classes that are shown. */
const SHOWN = 20;

/** Batches, losses, figures and pictures of a model that makes pictures of classes, or of texts, out of noise. */
export function diffusionWork(parts: DiffusionWorkParts): Work<Data, NoisyBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed, dropClass, sampler, sampleSteps: steps, guidance } = settings;
  const { labels, device, options } = model;
  const schedule = noiseSchedule({ kind: options.schedule, steps: options.timesteps });
  const tokenizer = options.text && tokenizerOf(parts);
  const noising = { model, schedule, toldTensors: toldTensors(model, tokenizer) };
  const textsOf = options.text
    ? once((data: Data) => pictureTexts(data.training))
    : () => undefined;
  const known = (pictures: readonly LabelledPicture[]): readonly LabelledPicture[] => {
    const other = pictures.find(({ label }) => !labels.includes(label));
    if (!other || options.text) return pictures;
    throw new RecipeError(
      `a picture shows ${JSON.stringify(other.label.slice(0, 40))}, expected one of ${labels.slice(0, 12).join(", ")}`,
    );
  };
  const made = (
    wishes: readonly string[],
    telling: Pick<SamplePicturesOptions, "onProgress" | "signal">,
    by: { readonly sampler: PictureSampler; readonly steps?: number } = { sampler, steps },
  ): Promise<readonly Picture[]> =>
    samplePictures(model, {
      ...{ ...by, guidance, seed, ...telling },
      ...(options.text ? { texts: wishes, tokenizer } : { classes: wishes }),
    });
  return {
    batches: (data) =>
      noisyPictures(data.training, {
        ...{ ...noising, texts: textsOf(data), dropClass, batchSize, seed },
      }),
    loss: (batch) => model.forwardNamed(batch).loss!,
    async score(data, { part, examples, judge: folder, compared, onTheWay: _, ...telling }) {
      if (compared !== undefined && !folder)
        throw new RecipeError(
          (nameOf) =>
            `${nameOf("reference")} is ${compared}, but there is no judge of the pictures; expected ${nameOf("judge")} with it`,
        );
      const real = known(data[part]);
      const texts = textsOf(data);
      using judge = folder && (await PictureJudge.open(folder, model.pictures.side, device));
      const shown = judge ? wishesFor(real, examples ?? JUDGED, { labels, texts }) : [];
      if (judge)
        expectJudgeable(
          judge,
          shown.map(({ label }) => label),
          real,
        );
      const loss = await scoreNoise(real.slice(0, examples), {
        ...{ ...noising, batchSize, ...telling },
        toldOf: (picture) => texts?.textOf(picture) ?? picture.label,
      });
      if (!judge) return { loss, figures: {} };
      const pictures = await made(
        shown.map(({ wish }) => wish),
        telling,
      );
      const named = (some: readonly Picture[]) =>
        some.map((picture, i) => ({ ...picture, caption: shown[i]!.label }));
      const figures = await judgeSamples(judge, named(pictures), real, telling.signal);
      if (compared === undefined) return { loss, figures };
      const samplers = await compareSamplers(judge, named(pictures).slice(0, compared), {
        steps,
        make: async (by) =>
          named(
            await made(
              shown.slice(0, compared).map(({ wish }) => wish),
              telling,
              by,
            ),
          ),
      });
      return { loss, figures: { ...figures, ...samplers } };
    },
    async samples(data, { part, examples = 8, signal }) {
      const texts = textsOf(data);
      const each = Math.max(1, Math.ceil(examples / 2));
      const classes = labels.slice(0, SHOWN).flatMap((label) => Array<string>(each).fill(label));
      const wishes = texts
        ? data[part].slice(0, SHOWN).map((picture) => texts.textOf(picture))
        : classes;
      const pictures = await made(wishes, signal ? { signal } : {});
      return [
        { kind: "pictures", title: `Made out of noise in ${steps} steps (${sampler})`, pictures },
      ];
    },
  };
}

/** What pictures are asked for, and what a judge is to see in them: classes one after the other, or texts of real pictures. */
function wishesFor(
  real: readonly LabelledPicture[],
  count: number,
  { labels, texts }: { labels: readonly string[]; texts: PictureTexts | undefined },
): readonly { readonly wish: string; readonly label: string }[] {
  return Array.from({ length: count }, (_, i) => {
    const label = labels[i % labels.length]!;
    const picture = real[i % real.length]!;
    return texts ? { wish: texts.textOf(picture), label: picture.label } : { wish: label, label };
  });
}

/** A function of data that are the same each time. */
function once<D extends object, T>(make: (data: D) => T): (data: D) => T {
  const made = new WeakMap<D, { readonly value: T }>();
  return (data) => {
    const known = made.get(data) ?? { value: make(data) };
    made.set(data, known);
    return known.value;
  };
}
