import { select } from "../../ops/select.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { ConvolutionalClassifier } from "../convolutional/convolutional-classifier.ts";
import type { Model } from "../roles.ts";
import { VisionModel } from "./vision-model.ts";

/** Tells what pictures show, out of a vector for each of them. */
export type PictureClassifier = ConvolutionalClassifier | VisionModel;

export const isPictureClassifier = (model: Model): model is PictureClassifier =>
  model instanceof ConvolutionalClassifier ||
  (model instanceof VisionModel && model.options.input === "image" && model.labels !== undefined);

/** What stands before the head: pixels [pictures, channels, height, width] -> [pictures, features]. */
export const pictureFeatures = (model: PictureClassifier, pixels: Tensor): Tensor =>
  model instanceof ConvolutionalClassifier
    ? model.features(pixels)
    : select(model.backbone.forward(pixels), 1, 0);
