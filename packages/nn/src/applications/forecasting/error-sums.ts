import type { Forecaster } from "./forecaster.ts";

/** Errors of forecasts, added up in float64. */
export class ErrorSums {
  readonly #shape: Pick<Forecaster, "context" | "horizon" | "channels" | "quantiles">;
  readonly #squares: Float64Array;
  readonly #sizes: Float64Array;
  #pinball = 0;
  #inside = 0;
  #windows = 0;

  constructor(shape: Pick<Forecaster, "context" | "horizon" | "channels" | "quantiles">) {
    this.#shape = shape;
    this.#squares = new Float64Array(shape.channels);
    this.#sizes = new Float64Array(shape.channels);
  }

  /** A window that begins in row `start` of [rows, channels], and its forecast [quantiles, steps, channels]. */
  add(values: Float32Array, start: number, forecast: Float32Array): void {
    const { context, horizon, channels, quantiles } = this.#shape;
    const size = horizon * channels;
    const first = (start + context) * channels;
    const point = Math.max(0, quantiles.indexOf(0.5)) * size;
    for (let i = 0; i < size; i++) {
      const truth = values[first + i]!;
      const error = truth - forecast[point + i]!;
      this.#squares[i % channels]! += error * error;
      this.#sizes[i % channels]! += Math.abs(error);
      for (const [of, q] of quantiles.entries()) {
        const missed = truth - forecast[of * size + i]!;
        this.#pinball += Math.max(q * missed, (q - 1) * missed);
      }
      const highest = forecast[(quantiles.length - 1) * size + i]!;
      if (quantiles.length > 1 && truth >= forecast[i]! && truth <= highest) this.#inside++;
    }
    this.#windows++;
  }

  get mse(): number {
    return sumOf(this.#squares) / this.#count;
  }

  get mae(): number {
    return sumOf(this.#sizes) / this.#count;
  }

  /** What is learnt from: the pinball loss of quantiles, the mean squared error without them. */
  get loss(): number {
    const { quantiles } = this.#shape;
    return quantiles.length > 0 ? this.#pinball / (this.#count * quantiles.length) : this.mse;
  }

  /** Share of the values between the lowest and the highest quantile; undefined where there are no two. */
  get inside(): number | undefined {
    return this.#shape.quantiles.length > 1 ? this.#inside / this.#count : undefined;
  }

  get bySeries(): readonly { readonly mse: number; readonly mae: number }[] {
    const count = this.#count / this.#shape.channels;
    return Array.from(this.#squares, (sum, i) => ({
      ...{ mse: sum / count, mae: this.#sizes[i]! / count },
    }));
  }

  get #count(): number {
    return this.#windows * this.#shape.horizon * this.#shape.channels;
  }
}

const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
