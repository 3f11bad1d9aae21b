import type { BlockNames } from "../block/block-names.ts";
import type { BlockOptions } from "../block/block-options.ts";
import type { DistributionName } from "./distributions.ts";
import type { SeriesScaling } from "./series-scaler.ts";

/** One side of a forecaster: what goes through its blocks is made of values and features of each step. */
export interface ValueStackOptions extends BlockOptions {
  readonly layers: number;
  /** Values and features of a step. */
  readonly features: number;
  /** Steps that have a position: those of the context, then those of the forecast. */
  readonly steps: number;
  readonly embeddingDropout: number;
  /** Probability of passing over a block while training: arXiv:1909.11556. */
  readonly layerDrop: number;
}

/** The shape of an encoder-decoder that forecasts series step by step. */
export interface ForecastOptions {
  readonly encoder: ValueStackOptions;
  readonly decoder: ValueStackOptions;
  readonly contextLength: number;
  readonly predictionLength: number;
  /** Series that are forecast together; values are [batch, time], or of several [batch, time, series]. */
  readonly series: number;
  /** Steps back whose values are seen beside those of a step. */
  readonly lags: readonly number[];
  readonly scaling: SeriesScaling;
  /** Known of each step: the time of the day, holidays. */
  readonly timeFeatures: number;
  /** Known of a whole series, numbers. */
  readonly staticNumbers: number;
  /** Known of a whole series, one of so many each. */
  readonly staticClasses: readonly StaticClass[];
  readonly distribution: DistributionName;
}

export interface StaticClass {
  readonly count: number;
  readonly width: number;
}

/** How a family calls the parts of a forecaster's blocks in its state dict. */
export interface ForecastNames extends BlockNames {
  /** All but the projection to parameters of a distribution. */
  readonly backbone: string;
}

/** Values and features of a step. */
export function featuresOf(given: Omit<ForecastOptions, "encoder" | "decoder">): number {
  const { series, lags, timeFeatures, staticNumbers, staticClasses } = given;
  const classes = staticClasses.reduce((sum, { width }) => sum + width, 0);
  // Twice: how large the values are, and where they lie.
  return series * lags.length + timeFeatures + staticNumbers + classes + 2 * series;
}

/** Steps of the past that a forecast needs. */
export const pastLength = ({ contextLength, lags }: ForecastOptions): number =>
  contextLength + lags.reduce((longest, lag) => Math.max(longest, lag), 0);
