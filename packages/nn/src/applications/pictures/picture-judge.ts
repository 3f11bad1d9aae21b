import { noGrad } from "../../autograd/grad-mode.ts";
import type { FileSource } from "../../model-folder/file-source.ts";
import {
  isPictureClassifier,
  type PictureClassifier,
  pictureFeatures,
} from "../../models/vision/picture-classifier.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { fromPretrained } from "../../pretrained/browser-pretrained.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { Device } from "../../tensor/device.ts";
import { scope } from "../../tensor/scope.ts";
import { filesBeside } from "../base-model.ts";
import type { LabelledPicture } from "./labelled-picture.ts";
import { pixelValues } from "./picture-batches.ts";
import { type Brightness, brightnessIn } from "./picture-processor.ts";

type Shown = Omit<LabelledPicture, "label">;

/** Pictures that are looked at side by side. */
const TOGETHER = 64;

/** A classifier of pictures that looks at what another model has made. Disposing of it frees its model. */
export class PictureJudge implements Disposable {
  readonly labels: readonly string[];
  readonly #model: PictureClassifier;
  readonly #brightness: Brightness;

  private constructor(model: PictureClassifier, brightness: Brightness) {
    this.labels = model.labels ?? [];
    this.#model = model;
    this.#brightness = brightness;
  }

  /** @throws RecipeError for a model of another kind, or of pictures of another size */
  static async open(folder: FileSource, side: number, device: Device): Promise<PictureJudge> {
    const { model } = await fromPretrained(folder, { device });
    try {
      const files = await filesBeside(folder);
      if (!isPictureClassifier(model) || !files.has("preprocessor_config.json"))
        throw new RecipeError(
          (nameOf) =>
            `${nameOf("judge")} has a model of the family ${model.modelType}, expected a folder of qkv train --task pictures`,
        );
      const [height, width] = model.options.imageSize;
      if (height !== side || width !== side)
        throw new RecipeError(
          (nameOf) =>
            `${nameOf("judge")} looks at pictures of ${height} by ${width} pixels, expected ${side} by ${side}`,
        );
      return new PictureJudge(model, brightnessIn(files));
    } catch (error) {
      model.dispose();
      throw error;
    }
  }

  /** What each picture shows, and the vectors by which that was told, one behind the other. */
  async look(
    pictures: readonly Shown[],
    signal?: AbortSignal,
  ): Promise<{ readonly told: readonly string[]; readonly features: readonly Float32Array[] }> {
    const model = this.#model;
    const inference = inferenceOf(model);
    const told: string[] = [];
    const features: Float32Array[] = [];
    for (let start = 0; start < pictures.length; start += TOGETHER) {
      signal?.throwIfAborted();
      const some = pictures.slice(start, start + TOGETHER);
      const [logits, vectors] = inference(() =>
        noGrad(() =>
          scope(() => {
            const x = pixelValues(some, { ...this.#brightness, device: model.device });
            return [model.forward(x), pictureFeatures(model, x)] as const;
          }),
        ),
      );
      const [scores, values] = [await logits.data(), await vectors.data()];
      const width = this.labels.length;
      const size = values.length / some.length;
      for (let row = 0; row < some.length; row++) {
        const own = [...scores.subarray(row * width, (row + 1) * width)];
        told.push(this.labels[own.indexOf(Math.max(...own))]!);
        features.push(Float32Array.from(values.subarray(row * size, (row + 1) * size)));
      }
      for (const one of [logits, vectors]) one.dispose();
    }
    return { told, features };
  }

  [Symbol.dispose](): void {
    this.#model.dispose();
  }
}
