import { defineOptions } from "../../options/define-options.ts";
import { flag, integer } from "../../options/fields.ts";
import { LinearSeriesModel } from "../series/linear-series-model.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";

/** Hugging Face has no such model; the fields are called as those of its others for series. */
const fields = defineOptions(
  "dlinear",
  {
    num_input_channels: integer({ ...size, default: 1 }),
    context_length: integer({ ...size, default: 336 }),
    prediction_length: integer({ ...size, default: 96 }),
    /** Steps that the trend is the mean of. */
    moving_average: integer({ ...size, default: 25 }),
    share_projection: flag({ default: true }),
  },
  {
    check: ({ moving_average: width }) =>
      width % 2 === 1 ? undefined : `moving_average is ${width}, expected an odd number`,
  },
);

/** DLinear: two linear layers, on the trend and on the rest. Zeng et al., arXiv:2205.13504. */
export const dlinear: Family = {
  modelType: "dlinear",
  architectures: ["DLinearForPrediction"],
  layout: {},
  create(config, options) {
    const given = configFields(fields, config);
    const series = {
      channels: given.num_input_channels,
      contextLength: given.context_length,
      predictionLength: given.prediction_length,
      trendWidth: given.moving_average,
      shared: given.share_projection,
    };
    return new LinearSeriesModel("dlinear", series, options);
  },
};
