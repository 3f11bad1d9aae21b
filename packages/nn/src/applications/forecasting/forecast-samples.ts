import type { Sample, SeriesSample } from "../../recipes/sample.ts";
import type { Forecaster } from "./forecaster.ts";
import type { SeriesMeasure } from "./series-measure.ts";

/** A window to show, and one of its series. */
export interface ShownWindow {
  readonly start: number;
  readonly series: number;
  /** Whether what comes after it is known. */
  readonly known: boolean;
}

export interface ShowingOptions {
  /** [rows, channels] in the model's measure. */
  readonly values: Float32Array;
  readonly measure: SeriesMeasure;
}

/** Windows as lines in the units of the data: the end of what is known before, what came, what was forecast, and its quantiles. */
export async function forecastSamples(
  forecaster: Forecaster,
  windows: readonly ShownWindow[],
  { values, measure }: ShowingOptions,
): Promise<readonly Sample[]> {
  const { context, horizon, channels, quantiles } = forecaster;
  const before = Math.min(context, 2 * horizon);
  const samples: Sample[] = [];
  for (const { start, series, known } of windows) {
    const [forecast] = await forecaster.forecast(values, [start]);
    const inUnits = (from: Float32Array, first: number, steps: number): readonly number[] =>
      Array.from({ length: steps }, (_, t) => {
        const value = from[(first + t) * channels + series]!;
        return value * measure.deviations[series]! + measure.means[series]!;
      });
    const end = start + context;
    const ofQuantile = (i: number): readonly number[] => inUnits(forecast!, i * horizon, horizon);
    const point = Math.max(0, quantiles.indexOf(0.5));
    const shown: SeriesSample = {
      title: `${measure.names[series]} ${known ? `from row ${end + 1} on` : "after the end of the data"}`,
      lines: [
        { name: "before", values: inUnits(values, end - before, before), from: end - before },
        ...(known ? [{ name: "came", values: inUnits(values, end, horizon), from: end }] : []),
        { name: "forecast", values: ofQuantile(point), from: end },
      ],
      bands: bandsOf(quantiles).map(([low, high]) => ({
        name: `${quantiles[low]} to ${quantiles[high]}`,
        ...{ low: ofQuantile(low), high: ofQuantile(high), from: end },
      })),
    };
    samples.push({ kind: "series", ...shown });
  }
  return samples;
}

/** The outermost quantiles, the next within, and so on. */
const bandsOf = (quantiles: readonly number[]): readonly (readonly [low: number, high: number])[] =>
  Array.from({ length: quantiles.length >> 1 }, (_, i) => [i, quantiles.length - 1 - i] as const);
