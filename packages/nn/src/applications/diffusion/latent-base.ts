import { noGrad } from "../../autograd/grad-mode.ts";
import {
  isVariationalAutoencoder,
  type VariationalAutoencoder,
} from "../../models/autoencoder/variational-autoencoder.ts";
import { modelFromConfig } from "../../models/families/find-family.ts";
import type { DiffusionTransformer } from "../../models/vision/diffusion-transformer.ts";
import { fromPretrained } from "../../pretrained/browser-pretrained.ts";
import { Generator } from "../../random/generator.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { scope } from "../../tensor/scope.ts";
import type { Base, InnerModel } from "../application.ts";
import { latentBatch } from "../autoencoder/latent-batches.ts";
import { copyWeights } from "../best-weights.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";

/** Pictures by whose latents their deviation is told. */
const MEASURED = 1024;

/** A denoiser of latents has the autoencoder that makes them inside. */
export const latentBase: InnerModel<DiffusionTransformer> = {
  setting: "latent",
  async read(folder) {
    const { model, config } = await fromPretrained(folder);
    try {
      if (isVariationalAutoencoder(model))
        return { config, files: new Map(), weights: await copyWeights(model) };
      throw new RecipeError(
        (nameOf) =>
          `${nameOf("latent")} has a model of the family ${model.modelType}, expected a folder of qkv train --task autoencoder`,
      );
    } finally {
      model.dispose();
    }
  },
  start: (model, weights) => {
    model.autoencoder!.loadStateDict(weights);
  },
};

/** The config of the base's autoencoder, scaled so that latents of these pictures deviate by 1: arXiv:2112.10752, appendix G. */
export async function scaledAutoencoder(
  { config, weights }: Base,
  pictures: readonly LabelledPicture[],
): Promise<object> {
  if (!weights) return (config as { readonly autoencoder: object }).autoencoder; // a run that goes on
  using model = modelFromConfig({ ...config, scaling_factor: 1 }) as VariationalAutoencoder;
  model.loadStateDict(weights);
  const deviation = await latentDeviation(model, pictures.slice(0, MEASURED));
  return { ...config, scaling_factor: Number((1 / deviation).toPrecision(6)) };
}

async function latentDeviation(
  model: VariationalAutoencoder,
  pictures: readonly LabelledPicture[],
): Promise<number> {
  const generator = new Generator(0);
  const each = 64;
  let [count, sum, squares] = [0, 0, 0];
  for (let start = 0; start < pictures.length; start += each) {
    using latents = noGrad(() =>
      scope(() => {
        const batch = latentBatch(pictures.slice(start, start + each), model, generator);
        return model.encode(batch.pixel_values!, batch.noise);
      }),
    );
    for (const value of await latents.data()) {
      count++;
      sum += value;
      squares += value * value;
    }
  }
  return Math.sqrt(squares / count - (sum / count) ** 2) || 1;
}
