import { forecasterIn } from "../../applications/forecasting/forecaster-in.ts";
import { measured } from "../../applications/forecasting/series-measure.ts";
import type { Encoder } from "../../models/roles.ts";
import { texts } from "../../options/fields.ts";
import { type SeriesInput, type SeriesReading, seriesOf } from "../series/series-input.ts";
import { defineTask } from "../task.ts";
import type { TaskModel } from "../task-model.ts";

const name = "time-series-forecasting";

/** Numbers of the steps to come by the series' names; of a model that forecasts quantiles, those too: "sales 0.1". */
export type SeriesForecast = Readonly<Record<string, readonly number[]>>;

/** What comes next in series, in their own units. */
export const timeSeriesForecasting = defineTask({
  name,
  description: "What comes next in series of numbers",
  inputKind: "table",
  fields: { columns: texts({ default: [] }) },
  flags: {
    columns:
      "Names of the columns that are series; those that the model has learnt from unless given",
  },
  fits: /^(PatchTST|DLinear)ForPrediction$/,
  async run(model, inputs: readonly SeriesInput[], settings): Promise<readonly SeriesForecast[]> {
    const forecasts: SeriesForecast[] = [];
    for (const input of inputs) {
      const { signal } = settings;
      const table = await seriesOf(name, input, reading(model, settings.columns), signal);
      const { forecaster, measure } = forecasterIn(model.model as Encoder, {
        ...{ config: model.config, preprocessor: model.preprocessorConfig, table },
      });
      const values = measured(table, measure);
      const { context, horizon, channels, quantiles } = forecaster;
      if (table.rows < context)
        throw new RangeError(
          `${name}: the series have ${table.rows} steps, expected at least the ${context} that the model looks back on`,
        );
      signal?.throwIfAborted();
      const [given] = await forecaster.forecast(values, [table.rows - context]);
      const inUnits = (quantile: number, series: number): readonly number[] =>
        Array.from({ length: horizon }, (_, step) => {
          const value = given![(quantile * horizon + step) * channels + series]!;
          return value * measure.deviations[series]! + measure.means[series]!;
        });
      const point = Math.max(0, quantiles.indexOf(0.5));
      forecasts.push(
        Object.fromEntries(
          measure.names.flatMap((series, i) => [
            [series, inUnits(point, i)],
            ...quantiles.flatMap((quantile, at) =>
              at === point ? [] : [[`${series} ${quantile}`, inUnits(at, i)]],
            ),
          ]),
        ),
      );
    }
    return forecasts;
  },
});

/** Which columns are read: those that are asked for, or else those that the model has learnt from. */
function reading(
  { readInput, preprocessorConfig }: TaskModel,
  columns: readonly string[],
): SeriesReading {
  if (columns.length > 0) return { readInput, columns };
  const { series } = Object(preprocessorConfig) as { readonly series?: unknown };
  const isNames = Array.isArray(series) && series.every((one) => typeof one === "string");
  return { readInput, columns: isNames ? series : [] };
}
