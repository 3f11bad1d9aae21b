import type { Encoder } from "../../models/roles.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import { Forecaster, type ForecasterShape } from "./forecaster.ts";
import { readMeasure, type SeriesMeasure } from "./series-measure.ts";
import type { SeriesTable } from "./series-table.ts";

export interface ForecasterFiles {
  /** config.json */
  readonly config: Readonly<Record<string, unknown>>;
  /** preprocessor_config.json, where the folder has one. */
  readonly preprocessor: Readonly<Record<string, unknown>> | undefined;
  /** What is to be forecast: where no file tells of the series, they are taken as they are. */
  readonly table: SeriesTable;
}

/** A model out of its folder as it forecasts. @throws RecipeError for another number of series than the model's */
export function forecasterIn(
  model: Encoder,
  { config, preprocessor, table }: ForecasterFiles,
): { readonly forecaster: Forecaster; readonly measure: SeriesMeasure } {
  const channels = Number(config.num_input_channels);
  if (table.names.length !== channels)
    throw new RecipeError(
      `the data have ${table.names.length} series, expected the ${channels} that the model forecasts`,
    );
  const of = preprocessor ?? asTheyAre(table.names);
  const measure = readMeasure(of);
  const { repeated, quantiles } = windowsIn(of);
  const context = Number(config.context_length) - repeated;
  const horizon = Number(config.prediction_length) / Math.max(1, quantiles.length);
  const shape = { context, horizon, quantiles, repeated, channels };
  return { forecaster: new Forecaster(model, shape), measure };
}

/** Where nothing is said, as of models that are published: series in their own units, and windows as they are. */
const asTheyAre = (names: readonly string[]): Readonly<Record<string, unknown>> => ({
  ...{ series: names, mean: names.map(() => 0), std: names.map(() => 1) },
  ...{ repeated: 0, quantiles: [] },
});

function windowsIn({
  repeated,
  quantiles,
}: Readonly<Record<string, unknown>>): Pick<ForecasterShape, "repeated" | "quantiles"> {
  const isCount = Number.isInteger(repeated) && (repeated as number) >= 0;
  const areNumbers = Array.isArray(quantiles) && quantiles.every((one) => typeof one === "number");
  if (isCount && areNumbers) return { repeated: repeated as number, quantiles };
  throw new RecipeError(
    "preprocessor_config.json lacks the steps that are repeated, or the quantiles, expected both as training writes them; train the model again",
  );
}
