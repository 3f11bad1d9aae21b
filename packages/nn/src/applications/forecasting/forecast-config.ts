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
const stepsGiven = ({ horizon, quantiles }: Pick<ForecasterSettings, "horizon" | "quantiles">) =>
  horizon * Math.max(1, quantiles.length);

/** What is of the one forecaster and not of the other. */
interface OfForecaster {
  /**
   * Steps behind the context in which its last value is repeated, so that a patch more is cut: PatchTST/42 has 42 patches of
   * 336 steps. They do not count in a window's mean and deviation.
   */
  repeated(settings: Pick<ForecasterSettings, "stride">): number;
  config(settings: ForecasterSettings): object;
  /** What is wrong with settings that are right one by one. */
  problem(settings: ForecasterSettings): string | undefined;
}

const ofForecaster: Readonly<Record<ForecasterSettings["model"], OfForecaster>> = {
  /** As Hugging Face has it, but as the paper's own program sets it up. */
  patchtst: {
    repeated: ({ stride }) => stride,
    config: ({ dropout, ...settings }) => ({
      ...{ architectures: ["PatchTSTForPrediction"], scaling: "std", loss: "mse" },
      ...{ patch_length: settings.patch, patch_stride: settings.stride },
      ...{ num_hidden_layers: settings.layers, num_attention_heads: settings.heads },
      ...{ d_model: settings.dModel, ffn_dim: settings.feedForward },
      // Behind each part, over the batch; all patches side by side go into the head.
      ...{ norm_type: "batchnorm", pre_norm: false, pooling_type: null },
      // Forecasts begin small: what a wide head begins with is noise that has to be unlearnt.
      ...{ positional_encoding_type: "sincos", init_std: 0.02 },
      ...{ positional_dropout: dropout, path_dropout: dropout, ff_dropout: dropout },
    }),
    problem({ dModel, heads, patch, context }) {
      if (dModel % heads !== 0)
        return `heads is ${heads}, expected a number that divides the width ${dModel}`;
      return patch > context
        ? `patch is ${patch}, expected at most the context ${context}`
        : undefined;
    },
  },
  dlinear: {
    repeated: () => 0,
    config: ({ trend }) => ({ architectures: ["DLinearForPrediction"], moving_average: trend }),
    problem: ({ trend }) =>
      trend % 2 === 0 ? `trend is ${trend}, expected an odd number` : undefined,
  },
};

export const repeated = (settings: Pick<ForecasterSettings, "model" | "stride">): number =>
  ofForecaster[settings.model].repeated(settings);

/** What is wrong with a forecaster's settings that are right one by one. */
export const forecasterProblem = (settings: ForecasterSettings): string | undefined =>
  ofForecaster[settings.model].problem(settings);

/** The config.json of the forecaster that the settings describe. */
export const forecasterConfig = (settings: ForecasterSettings, channels: number): object => ({
  ...{ model_type: settings.model, num_input_channels: channels, share_projection: true },
  context_length: settings.context + repeated(settings),
  prediction_length: stepsGiven(settings),
  ...ofForecaster[settings.model].config(settings),
});
