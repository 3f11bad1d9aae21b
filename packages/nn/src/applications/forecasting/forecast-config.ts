/** What shapes a forecaster. */
export interface ForecasterSettings {
  readonly model: "patchtst" | "dlinear";
  readonly context: number;
  readonly horizon: number;
  readonly quantiles: readonly number[];
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly feedForward: number;
  readonly patch: number;
  readonly stride: number;
  readonly dropout: number;
  readonly trend: number;
}

/** Steps that a model gives: those of the horizon, for each quantile one after the other. */
export const stepsGiven = ({
  horizon,
  quantiles,
}: Pick<ForecasterSettings, "horizon" | "quantiles">) => horizon * Math.max(1, quantiles.length);

/**
 * Steps behind the context in which its last value is repeated, so that a patch more is cut: PatchTST/42 has 42 patches of 336
 * steps. They do not count in a window's mean and deviation.
 */
export const repeated = ({
  model,
  stride,
}: Pick<ForecasterSettings, "model" | "stride">): number => (model === "patchtst" ? stride : 0);

/** The config.json of PatchTST as Hugging Face has it, but as the paper's own program sets it up; or of DLinear. */
export function forecasterConfig(settings: ForecasterSettings, channels: number): object {
  const { model, context, dropout } = settings;
  const shape = {
    ...{ model_type: model, num_input_channels: channels },
    ...{ context_length: context + repeated(settings), prediction_length: stepsGiven(settings) },
    share_projection: true,
  };
  if (model === "dlinear")
    return { architectures: ["DLinearForPrediction"], ...shape, moving_average: settings.trend };
  return {
    ...{ architectures: ["PatchTSTForPrediction"], ...shape },
    ...{ patch_length: settings.patch, patch_stride: settings.stride, scaling: "std", loss: "mse" },
    ...{ num_hidden_layers: settings.layers, num_attention_heads: settings.heads },
    ...{ d_model: settings.dModel, ffn_dim: settings.feedForward },
    // Behind each part, over the batch; all patches side by side go into the head.
    ...{ norm_type: "batchnorm", pre_norm: false, pooling_type: null },
    ...{ positional_encoding_type: "sincos", init_std: 0.1 },
    ...{ positional_dropout: dropout, path_dropout: dropout, ff_dropout: dropout },
  };
}
