import { defineOptions } from "../../options/define-options.ts";
import { integer, number, numbers } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import { ConvolutionalClassifier } from "../convolutional/convolutional-classifier.ts";
import { sidesBehind } from "../convolutional/convolutional-options.ts";
import { architectureOf } from "./architecture-of.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";
import { sidesOf } from "./sides.ts";

const fields = defineOptions("convolutional", {
  num_channels: integer({ ...size, default: 3 }),
  /** Kernels of each stage, first to last, and how high and wide they are. */
  conv_kernels: numbers(),
  conv_sizes: numbers(),
  hidden_size: integer(size),
  dropout: number({ from: 0, below: 1, default: 0 }),
});

const MOST_STAGES = 16;

const architecture = "ConvolutionalForImageClassification";

/** A small convolutional network; the family and its names are ours. */
export const convolutional: Family = {
  modelType: "convolutional",
  architectures: [architecture],
  layout: {},
  create(config, options = {}) {
    const given = configFields(fields, config, ["image_size"]);
    architectureOf(config, [architecture]);
    const { conv_kernels: kernels, conv_sizes: kernelSizes } = given;
    const isCount = (one: number): boolean =>
      Number.isSafeInteger(one) && one >= 1 && one <= 2 ** 20;
    if (kernels.length < 1 || kernels.length > MOST_STAGES || !kernels.every(isCount))
      throw new OptionError(
        `config.json: conv_kernels is ${JSON.stringify(kernels).slice(0, 100)}, expected 1 to ${MOST_STAGES} counts`,
      );
    const fits = (side: number): boolean => isCount(side) && side % 2 === 1 && side < 1000;
    if (kernelSizes.length !== kernels.length || !kernelSizes.every(fits))
      throw new OptionError(
        `config.json: conv_sizes is ${JSON.stringify(kernelSizes).slice(0, 100)}, expected ${kernels.length} odd numbers, one a stage`,
      );
    const imageSize = sidesOf(config, "image_size", 28);
    if (sidesBehind({ imageSize, kernels }).some((side) => side < 1))
      throw new OptionError(
        `config.json: image_size is ${imageSize.join(" by ")}, expected at least ${2 ** kernels.length}: each of ${kernels.length} stages halves it`,
      );
    return new ConvolutionalClassifier(
      "convolutional",
      {
        ...{ channels: given.num_channels, imageSize, kernels, kernelSizes },
        ...{ dModel: given.hidden_size, dropout: given.dropout, labels: labelsOf(config) },
      },
      options,
    );
  },
};
