import type { VariationalAutoencoder } from "../../models/autoencoder/variational-autoencoder.ts";
import type { NamedTensors } from "../../models/roles.ts";
import type { Described, Work } from "../application.ts";
import type { DataParts } from "../data-parts.ts";
import { judgeSamples } from "../pictures/judge-samples.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { PictureJudge } from "../pictures/picture-judge.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { latentBatches } from "./latent-batches.ts";
import { rebuild } from "./rebuild.ts";

export interface AutoencoderWorkParts extends Described {
  readonly model: VariationalAutoencoder;
  readonly settings: ApplicationTraining;
}

/** Batches, losses, figures and pictures of a model that makes a few numbers of pictures, and pictures of these. */
export function autoencoderWork({
  model,
  settings,
}: AutoencoderWorkParts): Work<DataParts<LabelledPicture>, NamedTensors> {
  const { batch: batchSize, seed } = settings;
  return {
    batches: ({ training }) => latentBatches(training, model, { batchSize, seed }),
    loss: (batch) => model.forwardNamed(batch).loss!,
    async score(data, { part, examples, judge: folder, ...telling }) {
      const real = data[part].slice(0, examples);
      const { loss, error, divergence, pictures } = await rebuild(real, {
        ...{ model, batchSize, ...telling },
      });
      const own = { decibels: -10 * Math.log10(error / 4), divergence };
      if (!folder) return { loss, figures: own };
      using judge = await PictureJudge.open(folder, model.options.side, model.device);
      return {
        loss,
        figures: { ...own, ...(await judgeSamples(judge, pictures, real, telling.signal)) },
      };
    },
    async samples(data, { part, examples = 8, signal }) {
      const real = data[part].slice(0, examples);
      const { pictures } = await rebuild(real, { model, batchSize, ...(signal ? { signal } : {}) });
      const shown = real.flatMap(({ label, ...picture }, i) => [
        { ...picture, caption: label },
        { ...pictures[i]!, caption: `${label}, out of its latents` },
      ]);
      return [{ kind: "pictures", title: "Pictures, and what is left of them", pictures: shown }];
    },
  };
}
