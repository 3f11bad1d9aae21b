import { DataLoader } from "../../data/data-loader.ts";
import type { Encoder } from "../../models/roles.ts";
import type { Described, HeldOutOptions, Work } from "../application.ts";
import type { ApplicationTraining } from "../training-fields.ts";
import { type ForecastBatch, forecastBatch } from "./forecast-batch.ts";
import { type ForecasterSettings, repeated } from "./forecast-config.ts";
import { forecastSamples } from "./forecast-samples.ts";
import { Forecaster } from "./forecaster.ts";
import { pinballLoss } from "./pinball-loss.ts";
import { scoreForecasts } from "./score-forecasts.ts";
import { measured, measureIn } from "./series-measure.ts";
import { type SeriesData, windowsOf } from "./series-parts.ts";

export interface ForecastWorkParts extends Described {
  readonly model: Encoder;
  readonly settings: ApplicationTraining & ForecasterSettings & { readonly evalBatch: number };
}

/** Batches, losses, figures and plots of a model that forecasts series. */
export function forecastWork(parts: ForecastWorkParts): Work<SeriesData, ForecastBatch> {
  const { model, settings } = parts;
  const { batch: batchSize, seed, context, horizon, quantiles } = settings;
  const measure = measureIn(parts.files);
  const channels = measure.names.length;
  const shape = { context, horizon, quantiles, channels, repeated: repeated(settings) };
  const forecaster = new Forecaster(model, shape);
  const window = { ...shape, device: model.device };
  const scored = (data: SeriesData, { part, examples, ...options }: HeldOutOptions) => {
    const starts = spread(windowsOf(data, part, settings), examples);
    const values = measured(data, measure);
    return scoreForecasts(forecaster, {
      values,
      starts,
      batchSize: settings.evalBatch,
      ...options,
    });
  };
  return {
    batches(data) {
      const values = measured(data, measure);
      return new DataLoader<number, ForecastBatch>(windowsOf(data, "training", settings), {
        ...{ batchSize, shuffle: true, seed },
        collate: (starts) => forecastBatch(values, starts, window),
      });
    },
    loss(batch) {
      if (quantiles.length === 0) return model.forwardNamed(batch).loss!;
      const { future_values: future, ...past } = batch;
      return pinballLoss(model.forwardNamed(past).prediction_outputs!, future!, quantiles);
    },
    async score(data, options) {
      const { loss, figures } = await scored(data, options);
      return { loss, figures };
    },
    async samples(data, { part, examples = 8, ...options }) {
      const { bySeries } = await scored(data, { part, ...options });
      const names = measure.names;
      const shown = spread(windowsOf(data, part, settings), Math.max(1, examples - 2));
      const windows = shown.map((start, i) => ({ start, series: i % channels, known: true }));
      const after = { start: data.rows - context, series: channels - 1, known: false };
      const values = measured(data, measure);
      const plots = await forecastSamples(forecaster, [...windows, after], { values, measure });
      const rows = bySeries.map(({ mse, mae }, i) => [names[i]!, mse.toFixed(4), mae.toFixed(4)]);
      return [
        ...plots,
        { kind: "table", title: "Errors by series", columns: ["series", "MSE", "MAE"], rows },
      ];
    },
  };
}

/** So many of a list, evenly spread over it; all of it unless given. */
const spread = <T>(list: readonly T[], count = list.length): readonly T[] =>
  count >= list.length
    ? list
    : Array.from({ length: count }, (_, i) => list[Math.floor((i * list.length) / count)]!);
