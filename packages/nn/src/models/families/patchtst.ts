import type { ParameterOptions } from "../../module/parameter-options.ts";
import { defineOptions, type WholeOf } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import type { Head } from "../heads/head.ts";
import { SeriesClassifier } from "../heads/series-classifier.ts";
import { SeriesForecaster } from "../heads/series-forecaster.ts";
import type { SeriesPooling } from "../heads/series-pooling.ts";
import { distributionNames } from "../series/distributions.ts";
import type { EncodedSeries } from "../series/patch-series-encoder.ts";
import { PatchSeriesModel, SeriesStatesHead } from "../series/patch-series-model.ts";
import { type PatchSeriesOptions, patchCount } from "../series/patch-series-options.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { architectureOf } from "./architecture-of.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { scalingOf, scalings } from "./series-scaling-config.ts";

const probability = { from: 0, below: 1, default: 0 };

/** PatchTSTConfig of Hugging Face, with its defaults. */
const table = {
  num_input_channels: integer({ ...size, default: 1 }),
  context_length: integer({ ...size, default: 32 }),
  patch_length: integer({ ...size, default: 1 }),
  patch_stride: integer({ ...size, default: 1 }),
  num_hidden_layers: integer({ ...size, from: 0, default: 3 }),
  d_model: integer({ ...size, default: 128 }),
  num_attention_heads: integer({ ...size, default: 4 }),
  share_embedding: flag({ default: true }),
  channel_attention: flag({ default: false }),
  ffn_dim: integer({ ...size, default: 512 }),
  norm_type: oneOf(["batchnorm", "layernorm"], { default: "batchnorm" }),
  norm_eps: number({ above: 0, default: 1e-5 }),
  attention_dropout: number(probability),
  positional_dropout: number(probability),
  path_dropout: number(probability),
  ff_dropout: number(probability),
  head_dropout: number(probability),
  bias: flag({ default: true }),
  activation_function: oneOf(activationNames, { default: "gelu" }),
  pre_norm: flag({ default: true }),
  positional_encoding_type: oneOf(["sincos", "random"], { default: "sincos" }),
  use_cls_token: flag({ default: false }),
  init_std: number({ from: 0, default: 0.02 }),
  scaling: oneOf(scalings, { optional: true }),
  distribution_output: oneOf(distributionNames, { default: "student_t" }),
  loss: oneOf(["mse", "nll"], { optional: true }),
  share_projection: flag({ default: true }),
  pooling_type: oneOf(["mean", "max"], { optional: true }),
  prediction_length: integer({ ...size, default: 24 }),
  num_targets: integer({ ...size, default: 1 }),
  /** Patches are hidden in pretraining alone. */
  do_mask_input: oneOf([false], { optional: true }),
};
type PatchTSTConfig = WholeOf<typeof table>;
const fields = defineOptions("patchtst", table, {
  check: ({ context_length: context, patch_length: patch }) =>
    context > patch
      ? undefined
      : `context_length is ${context}, expected more than patch_length (${patch})`,
});

/** Of pretraining, regression and sampling. */
const withoutEffect = [
  ...["mask_type", "random_mask_ratio", "num_forecast_mask_patches", "mask_value"],
  ...["channel_consistent_masking", "unmasked_channel_indices", "output_range", "num_labels"],
  ...["num_parallel_samples"],
];

const architectures = [
  ...(["PatchTSTForPrediction", "PatchTSTForClassification", "PatchTSTModel"] as const),
] as const;

/** PatchTST: patches of series are tokens, and each series is by itself. Nie et al., arXiv:2211.14730. */
export const patchtst: Family = {
  modelType: "patchtst",
  architectures: [...architectures],
  layout: {},
  create(config, options) {
    const given = { scaling: "std" as const, loss: "mse" as const, pooling_type: "mean" as const };
    const read = configFields(fields, config, withoutEffect);
    // Null is a choice of these, and not the same as a field that is missing.
    const chosen = { ...read, ...missing(config, given) };
    const architecture = architectureOf(config, [...architectures]);
    const series = seriesOf(chosen);
    return new PatchSeriesModel(
      "patchtst",
      architecture === "PatchTSTModel" ? "encoder" : "model.encoder",
      series,
      (own) => headOf(architecture, chosen, series, own),
      options,
    );
  },
};

/** Those of the defaults for which a config.json has no field. */
const missing = <T extends object>(config: object, defaults: T): Partial<T> =>
  Object.fromEntries(
    Object.entries(defaults).filter(([name]) => !Object.hasOwn(config, name)),
  ) as Partial<T>;

function headOf(
  architecture: string,
  given: PatchTSTConfig,
  series: PatchSeriesOptions,
  options: ParameterOptions,
): Head<EncodedSeries> {
  const { num_input_channels: channels, d_model: dModel, init_std: deviation } = given;
  const { head_dropout: dropout, num_targets: targets } = given;
  const pooling: SeriesPooling = given.use_cls_token ? "class" : (given.pooling_type ?? "none");
  if (architecture === "PatchTSTModel") return new SeriesStatesHead();
  if (architecture === "PatchTSTForClassification") {
    if (pooling === "none")
      throw new OptionError("config.json: pooling_type is null, expected mean or max to classify");
    const sizes = { from: channels * dModel, targets, dropout };
    return new SeriesClassifier(sizes, pooling, deviation, options);
  }
  const from = pooling === "none" ? dModel * patchCount(series) : dModel;
  const distribution = given.loss === "mse" ? undefined : given.distribution_output;
  const steps = given.prediction_length;
  const forecast = { from, steps, channels, shared: given.share_projection, pooling, dropout };
  return new SeriesForecaster({ ...forecast, distribution }, deviation, options);
}

function seriesOf(given: PatchTSTConfig): PatchSeriesOptions {
  const { d_model: dModel, init_std: weights, norm_type: norm, norm_eps: eps } = given;
  return {
    dModel,
    channels: given.num_input_channels,
    contextLength: given.context_length,
    patchLength: given.patch_length,
    patchStride: given.patch_stride,
    layers: given.num_hidden_layers,
    scaling: scalingOf(given.scaling),
    norm: { kind: norm === "batchnorm" ? "batch" : "layer", eps },
    normPlacement: given.pre_norm ? "pre" : "post",
    sharedEmbedding: given.share_embedding,
    channelAttention: given.channel_attention,
    positions: given.positional_encoding_type === "sincos" ? "sinusoidal" : "learned",
    classToken: given.use_cls_token,
    positionDropout: given.positional_dropout,
    attention: {
      ...{ heads: given.num_attention_heads, causal: false, bias: true, projections: "separate" },
    },
    feedForward: {
      ...{ width: given.ffn_dim, gated: false, bias: given.bias },
      activation: activationOf(given.activation_function),
    },
    dropout: {
      ...{ attention: given.attention_dropout, residual: given.path_dropout },
      activation: given.ff_dropout,
    },
    initial: { weights, projections: weights },
  };
}
