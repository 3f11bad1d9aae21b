import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer, numbers } from "../../options/fields.ts";
import { equalSeries, meanOf } from "./finite-series.ts";

const forecastOptions = defineOptions("forecastScores", {
  /** What was known before the forecast, for `mase`. */
  history: numbers({ optional: true }),
  /** Steps after which the history repeats, for `mase`: 1, no season, unless given. */
  season: integer({ from: 1, default: 1 }),
});

/** Options of `forecastScores`: what its scaled error is measured by. */
export type ForecastOptions = Given<typeof forecastOptions>;

/** How far a forecast was from what came, in several measures. */
export interface ForecastScores {
  /** Mean squared error. */
  readonly mse: number;
  /** Its root. */
  readonly rmse: number;
  /** Mean absolute error. */
  readonly mae: number;
  /** Symmetric mean absolute percentage error, 0 to 200: mean of 200 |a - f| / (|a| + |f|), where 0 / 0 is 0. */
  readonly smape: number;
  /** Mean absolute percentage error; Infinity where an actual value is 0. */
  readonly mape: number;
  /**
   * Mean absolute scaled error: by the mean absolute error of repeating the last season in the history. Undefined where
   * the history is not given, no longer than a season, or repeats itself without an error.
   */
  readonly mase: number | undefined;
  /** Share of the variance that is explained; of a constant series 1 where the forecast is exact, else 0. */
  readonly r2: number;
}

/**
 * Errors of a forecast. MASE and the others: Hyndman and Koehler, Another look at measures of forecast accuracy
 * (2006); sMAPE as in the M4 competition.
 *
 * @throws RangeError for series that do not go together, and for values that are not finite
 */
export function forecastScores(
  actual: ArrayLike<number>,
  forecast: ArrayLike<number>,
  options: ForecastOptions = {},
): ForecastScores {
  const { history = [], season } = forecastOptions.complete(options);
  const [truth, given] = equalSeries("forecastScores", ["actual", actual], ["forecast", forecast]);
  const errors = truth.map((value, i) => value - given[i]!);
  const mse = meanOf(errors.map((error) => error ** 2));
  const mae = meanOf(errors.map(Math.abs));
  return {
    ...{ mse, rmse: Math.sqrt(mse), mae },
    smape: meanOf(
      errors.map((error, i) => {
        const size = Math.abs(truth[i]!) + Math.abs(given[i]!);
        return size > 0 ? (200 * Math.abs(error)) / size : 0;
      }),
    ),
    mape: truth.includes(0)
      ? Number.POSITIVE_INFINITY
      : 100 * meanOf(errors.map((error, i) => Math.abs(error / truth[i]!))),
    mase: scaled(mae, history, season),
    r2: explained(truth, mse),
  };
}

function scaled(mae: number, history: readonly number[], season: number): number | undefined {
  const changes = history.slice(season).map((value, i) => Math.abs(value - history[i]!));
  const scale = changes.length > 0 ? meanOf(changes) : 0;
  return scale > 0 ? mae / scale : undefined;
}

function explained(truth: readonly number[], mse: number): number {
  const mean = meanOf(truth);
  const variance = meanOf(truth.map((value) => (value - mean) ** 2));
  if (variance === 0) return mse === 0 ? 1 : 0;
  return 1 - mse / variance;
}
