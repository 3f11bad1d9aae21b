import { defineOptions, type WholeOf } from "../../options/define-options.ts";
import { integer, number, numbers, oneOf } from "../../options/fields.ts";
import { distributionNames } from "../series/distributions.ts";
import { ForecastModel } from "../series/forecast-model.ts";
import {
  type ForecastOptions,
  featuresOf,
  type ValueStackOptions,
} from "../series/forecast-options.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { architectureOf } from "./architecture-of.ts";
import { bartBlock } from "./bart-names.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { scalingOf, scalings } from "./series-scaling-config.ts";

const count = { from: 0, to: 2 ** 31, default: 0 };
const probability = { from: 0, below: 1, default: 0.1 };

/** TimeSeriesTransformerConfig of Hugging Face, with its defaults. */
const table = {
  prediction_length: integer(size),
  context_length: integer({ ...size, optional: true }),
  distribution_output: oneOf(distributionNames, { default: "student_t" }),
  loss: oneOf(["nll"], { default: "nll" }),
  input_size: integer({ ...size, default: 1 }),
  lags_sequence: numbers({ default: [1, 2, 3, 4, 5, 6, 7] }),
  scaling: oneOf(scalings, { optional: true }),
  num_dynamic_real_features: integer(count),
  num_static_categorical_features: integer(count),
  num_static_real_features: integer(count),
  num_time_features: integer(count),
  cardinality: numbers({ optional: true }),
  embedding_dimension: numbers({ optional: true }),
  encoder_ffn_dim: integer({ ...size, default: 32 }),
  decoder_ffn_dim: integer({ ...size, default: 32 }),
  encoder_attention_heads: integer({ ...size, default: 2 }),
  decoder_attention_heads: integer({ ...size, default: 2 }),
  encoder_layers: integer({ ...size, from: 0, default: 2 }),
  decoder_layers: integer({ ...size, from: 0, default: 2 }),
  activation_function: oneOf(activationNames, { default: "gelu" }),
  d_model: integer({ ...size, default: 64 }),
  dropout: number(probability),
  encoder_layerdrop: number(probability),
  decoder_layerdrop: number(probability),
  attention_dropout: number(probability),
  activation_dropout: number(probability),
  init_std: number({ from: 0, default: 0.02 }),
};
type TimeSeriesConfig = WholeOf<typeof table>;
const whole = (values: readonly number[], from: number) =>
  values.every((value) => Number.isSafeInteger(value) && value >= from);
const fields = defineOptions("time_series_transformer", table, {
  check({ lags_sequence: lags, cardinality, embedding_dimension, ...given }) {
    const classes = given.num_static_categorical_features;
    if (lags.length === 0 || !whole(lags, 0))
      return `lags_sequence is [${lags}], expected integers from 0`;
    if (classes > 0 && !(cardinality?.length === classes && whole(cardinality, 1)))
      return `cardinality is [${cardinality ?? ""}], expected ${classes} integers from 1 (num_static_categorical_features)`;
    const { length } = embedding_dimension ?? [];
    if (classes > 0 && length > 0 && (length !== classes || !whole(embedding_dimension!, 1)))
      return `embedding_dimension is [${embedding_dimension}], expected ${classes} integers from 1`;
    return undefined;
  },
});

/** Of sampling, and what follows from other fields. */
const withoutEffect = ["num_parallel_samples", "feature_size", "num_labels"];

const architectures = [
  ...(["TimeSeriesTransformerForPrediction", "TimeSeriesTransformerModel"] as const),
] as const;

/** The Time Series Transformer: an encoder-decoder over lagged values and features. Hugging Face, after arXiv:1706.03762. */
export const timeSeriesTransformer: Family = {
  modelType: "time_series_transformer",
  architectures: [...architectures],
  layout: { prefix: "model." },
  create(config, options) {
    const read = configFields(fields, config, withoutEffect);
    // Null scales nothing, and is not the same as a field that is missing.
    const given = Object.hasOwn(config, "scaling") ? read : { ...read, scaling: "mean" as const };
    const alone = architectureOf(config, [...architectures]) === "TimeSeriesTransformerModel";
    const { modelType } = timeSeriesTransformer;
    return new ForecastModel(
      modelType,
      { ...bartBlock, backbone: alone ? "" : "model" },
      forecastOf(given),
      options,
    );
  },
};

function forecastOf(given: TimeSeriesConfig): ForecastOptions {
  const { prediction_length: predictionLength, num_static_categorical_features: classes } = given;
  const { context_length: contextLength = predictionLength } = given;
  const { cardinality = [], embedding_dimension: widths = [] } = given;
  const shape = {
    ...{ contextLength, predictionLength, series: given.input_size, lags: given.lags_sequence },
    scaling: scalingOf(given.scaling),
    timeFeatures: given.num_time_features + given.num_dynamic_real_features,
    staticNumbers: given.num_static_real_features,
    staticClasses: cardinality.slice(0, classes).map((of, i) => ({
      ...{ count: of, width: widths[i] ?? Math.min(50, Math.floor((of + 1) / 2)) },
    })),
    distribution: given.distribution_output,
  };
  const features = featuresOf(shape);
  const side = (name: "encoder" | "decoder") => sideOf(given, name, features);
  return { ...shape, encoder: side("encoder"), decoder: side("decoder") };
}

function sideOf(
  given: TimeSeriesConfig,
  name: "encoder" | "decoder",
  features: number,
): ValueStackOptions {
  const { d_model: dModel, init_std: weights, dropout: residual, prediction_length } = given;
  return {
    ...{ dModel, features, layers: given[`${name}_layers`] },
    steps: (given.context_length ?? prediction_length) + prediction_length,
    norm: { kind: "layerNorm", eps: 1e-5, bias: true },
    normPlacement: "post",
    attention: {
      ...{ heads: given[`${name}_attention_heads`], bias: true, projections: "separate" },
    },
    feedForward: {
      ...{ width: given[`${name}_ffn_dim`], gated: false, bias: true },
      activation: activationOf(given.activation_function),
    },
    dropout: {
      ...{ attention: given.attention_dropout, residual, activation: given.activation_dropout },
    },
    embeddingDropout: residual,
    layerDrop: given[`${name}_layerdrop`],
    initial: { weights, projections: weights },
  };
}
