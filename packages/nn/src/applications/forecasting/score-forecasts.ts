import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { ApplicationScore } from "../../recipes/figures.ts";
import type { ScoringOptions } from "../../recipes/score.ts";
import { ErrorSums } from "./error-sums.ts";
import type { Forecaster } from "./forecaster.ts";

export interface ForecastScoring extends ScoringOptions {
  /** [rows, channels] in the model's measure. */
  readonly values: Float32Array;
  /** First rows of the windows. */
  readonly starts: readonly number[];
  /** Windows of a batch, of which one that is not full does not count in some programs. */
  readonly batchSize: number;
}

/** What all windows say, and each series for itself. */
export interface ForecastErrors extends ApplicationScore {
  readonly bySeries: readonly { readonly mse: number; readonly mae: number }[];
}

/** Errors over windows, steps and series: of all windows, and of full batches alone, as published programs have counted them. */
export async function scoreForecasts(
  forecaster: Forecaster,
  { values, starts, batchSize, signal, onProgress }: ForecastScoring,
): Promise<ForecastErrors> {
  const yielder = new Yielder();
  const sums = new ErrorSums(forecaster);
  let full: ApplicationScore["figures"] = {};
  for (let at = 0; at < starts.length; at += batchSize) {
    signal?.throwIfAborted();
    const some = starts.slice(at, at + batchSize);
    const forecast = await forecaster.forecast(values, some);
    for (const [i, start] of some.entries()) sums.add(values, start, forecast[i]!);
    if (some.length === batchSize) full = { mseFull: sums.mse, maeFull: sums.mae };
    onProgress?.(at + some.length, starts.length);
    await yielder.turn();
  }
  const { mse, mae, loss, inside, bySeries } = sums;
  return {
    loss,
    figures: { mse, mae, ...full, ...(inside === undefined ? {} : { inside }) },
    bySeries,
  };
}
