import { integer, number, numbers, oneOf, texts } from "../../options/fields.ts";
import { fileNamed, nameIn, readText } from "../data-files.ts";
import { defineApplication } from "../define-application.ts";
import { usualTraining } from "../training-fields.ts";
import {
  type ForecasterSettings,
  forecasterConfig,
  forecasterProblem,
  repeated,
} from "./forecast-config.ts";
import { forecastWork } from "./forecast-work.ts";
import { madeSeries } from "./made-series.ts";
import { measureFiles, measureOf } from "./series-measure.ts";
import { type SeriesData, splitProblem, splitSeries } from "./series-parts.ts";
import { seriesTable } from "./series-table.ts";

/** Rows of the series that are made where no file is named. */
const MADE = 1600;

const count = integer({ from: 1, to: 65_536 });

type Settings = ForecasterSettings & {
  readonly columns: readonly string[];
  readonly split: readonly number[];
  readonly evalBatch: number;
};

const small: Settings = {
  ...{ model: "patchtst", context: 96, horizon: 24, quantiles: [], columns: [] },
  ...{ layers: 2, heads: 2, dModel: 16, feedForward: 32, patch: 8, stride: 8, dropout: 0.1 },
  ...{ trend: 25, split: [0.6, 0.2, 0.2], evalBatch: 128 },
};

/** What the paper's program trains on ETTh1 and ETTh2: PatchTST/42. */
const patchtst42: Settings = {
  ...{ model: "patchtst", context: 336, horizon: 96, quantiles: [], columns: [] },
  ...{ layers: 3, heads: 4, dModel: 16, feedForward: 128, patch: 16, stride: 8, dropout: 0.3 },
  // Twelve months, four and four, of 30 days.
  ...{ trend: 25, split: [8640, 2880, 2880], evalBatch: 128 },
};

/** What comes next in series, by PatchTST or DLinear. */
export const forecasting = defineApplication({
  name: "forecasting",
  description: "what comes next in series of numbers, each by itself, by PatchTST or DLinear",
  pipeline: "time-series-forecasting",
  data: {
    expected: "a .csv file: a line of names, then a line of numbers for each time, in their order",
    usual: `three series of ${MADE.toLocaleString("en-US")} hours, made of waves, a trend and noise`,
    published: "ETTh1 and ETTh2 (17,420 hours of seven series), look-back 336",
  },
  fields: {
    model: oneOf(["patchtst", "dlinear"]),
    context: count,
    horizon: count,
    quantiles: numbers(),
    columns: texts(),
    split: numbers(),
    layers: integer({ from: 1, to: 1000 }),
    heads: integer({ from: 1, to: 1000 }),
    dModel: count,
    feedForward: count,
    patch: count,
    stride: count,
    dropout: number({ from: 0, below: 1 }),
    trend: count,
    evalBatch: count,
  },
  flags: {
    model: "The model: patches of a series as tokens, or two linear layers on trend and rest",
    context: "Steps that are looked back on",
    horizon: "Steps that are forecast",
    quantiles:
      "Quantiles to forecast, by the pinball loss: 0.1,0.5,0.9; numbers alone unless given",
    columns: "Names of the series; all columns of numbers unless given",
    split: "Rows, or shares of them, to train on, to validate and to test: 0.7,0.1,0.2",
    layers: "Transformer blocks of PatchTST",
    heads: "Attention heads of PatchTST; they divide the width",
    dModel: "Width of PatchTST",
    feedForward: "Width of PatchTST's feed-forward networks",
    patch: "Steps of a patch of PatchTST",
    stride: "Steps from one patch of PatchTST to the next",
    dropout: "Part of PatchTST's activations that is dropped in training",
    trend: "Steps that the trend of DLinear is the mean of, an odd number",
    evalBatch: "Windows of a batch in scores; those of full batches are told by themselves",
  },
  check: problemOf,
  presets: {
    small: {
      description: "PatchTST of 8 k parameters on the made series, some seconds",
      settings: {
        ...{ ...usualTraining, ...small, steps: 200, batch: 32, lr: 3e-3, minLr: 3e-4 },
        ...{ evalEvery: 50, weightDecay: 0 },
      },
    },
    full: {
      description: "PatchTST/42 for the hours of a transformer station (ETTh1, ETTh2), minutes",
      settings: {
        ...{ ...usualTraining, ...patchtst42, steps: 1000, batch: 16, lr: 1e-3, minLr: 0 },
        ...{ warmup: 50, evalEvery: 125, evalBatches: 40, weightDecay: 0, patience: 0 },
      },
    },
    dlinear: {
      description: "DLinear for the same, less than a minute",
      settings: {
        ...{ ...usualTraining, ...patchtst42, model: "dlinear" as const, steps: 2500, batch: 32 },
        // To the end of the schedule: at high rates validation goes up and down, and patience would end it there.
        ...{ lr: 5e-3, minLr: 0, warmup: 0, evalEvery: 250, weightDecay: 0, patience: 0 },
      },
    },
  },
  figures: {
    mse: { label: "MSE", better: "lower" },
    mae: { label: "MAE", better: "lower" },
    mseFull: { label: "MSE of full batches", better: "lower" },
    maeFull: { label: "MAE of full batches", better: "lower" },
    inside: { label: "within outer quantiles", better: "higher", as: "percent" },
  },

  async read(files, settings) {
    if (!files) return splitSeries(madeSeries(settings.seed, MADE), "the made series", settings);
    const file = fileNamed(files, /\.csv(\.gz)?$/i, "one .csv file of series");
    const name = nameIn(files, file);
    return splitSeries(
      seriesTable(await readText(files, file), name, settings.columns),
      name,
      settings,
    );
  },
  amounts(data: SeriesData) {
    const { training, validation, test } = data.parts;
    const rows = ([from, to]: readonly [number, number]): number => to - from;
    return [
      [
        { count: rows(training), of: "rows to train on" },
        { count: rows(validation), of: "to validate" },
        { count: rows(test), of: "to test" },
      ],
      [{ count: data.names.length, of: "series" }],
    ];
  },
  describe: (data, settings) => ({
    config: forecasterConfig(settings, data.names.length),
    files: measureFiles(measureOf(data), { ...settings, repeated: repeated(settings) }),
  }),
  shape({ config }) {
    const of = config as Record<string, number>;
    return `${of.num_input_channels} series, ${of.context_length} steps back, ${of.prediction_length} given`;
  },

  open: forecastWork,
});

/** What is wrong with settings that are right one by one. */
function problemOf(settings: Settings): string | undefined {
  const { quantiles, split } = settings;
  const problem = forecasterProblem(settings);
  if (problem !== undefined) return problem;
  const rising = quantiles.every((q, i) => q > 0 && q < 1 && (i === 0 || q > quantiles[i - 1]!));
  if (!rising || (quantiles.length > 0 && !quantiles.includes(0.5)))
    return `quantiles is ${quantiles.join(",")}, expected rising numbers between 0 and 1, 0.5 among them, which is the forecast`;
  return splitProblem(split);
}
