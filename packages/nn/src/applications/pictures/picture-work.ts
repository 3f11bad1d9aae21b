import { classificationScores } from "../../metrics/classification/classification-scores.ts";
import type { Encoder } from "../../models/roles.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import type { Augmentation } from "./augment.ts";
import { kernelPictures } from "./kernel-pictures.ts";
import type { LabelledPicture } from "./labelled-picture.ts";
import { augmentedPictures, type PictureBatch } from "./picture-batches.ts";
import { brightnessIn } from "./picture-processor.ts";
import { scorePictures } from "./score-pictures.ts";

export interface PictureWorkParts extends Described {
  readonly model: Encoder;
  readonly settings: ApplicationTraining & Augmentation;
}

/** Batches, losses, figures and pictures of an encoder that tells what pictures show. */
export function pictureWork(
  parts: PictureWorkParts,
): Work<DataParts<LabelledPicture>, PictureBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed } = settings;
  const labels = model.labels ?? [];
  const reading = { labels, device: model.device, ...brightnessIn(parts.files) };
  const known = (pictures: readonly LabelledPicture[]): readonly LabelledPicture[] => {
    const other = pictures.find(({ label }) => !labels.includes(label));
    if (!other) return pictures;
    throw new RecipeError(
      `a picture shows ${JSON.stringify(other.label.slice(0, 40))}, expected one of ${labels.slice(0, 12).join(", ")}`,
    );
  };
  return {
    batches: ({ training }) =>
      augmentedPictures(training, { ...reading, batchSize, seed, augmentation: settings }),
    loss: (batch) => model.forwardNamed(batch).loss!,
    targetsIn: (batch) => batch.labels.size,
    async score(data, { part, examples, ...options }) {
      const { loss, figures } = await scorePictures(known(data[part].slice(0, examples)), {
        ...{ model, ...reading, batchSize, ...options },
      });
      return { loss, figures };
    },
    async samples(data, { part, examples = 8, ...options }) {
      const pictures = known(data[part]);
      const { told } = await scorePictures(pictures, { model, ...reading, batchSize, ...options });
      const shown = pictures.map(({ label, ...picture }, i) => ({
        ...{ ...picture, right: told[i] === label },
        caption: told[i] === label ? label : `${label}, told ${told[i]}`,
      }));
      const wrong = shown.filter(({ right }) => !right).slice(0, 2 * examples);
      const right = shown.filter((one) => one.right).slice(0, examples);
      const { classes, counts } = classificationScores(
        pictures.map(({ label }) => label),
        told,
      ).confusion;
      const grey = pictures.every(({ channels }) => channels === 1);
      return [
        { kind: "pictures", title: "Told wrong, and right", pictures: [...wrong, ...right] },
        { kind: "confusion", title: "Classes told", labels: [...classes], counts },
        {
          kind: "pictures",
          title: "What the first layer looks for",
          pictures: await kernelPictures(model, grey),
        },
      ];
    },
  };
}
