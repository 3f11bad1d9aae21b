import { noGrad } from "../../autograd/grad-mode.ts";
import type { Encoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { scope } from "../../tensor/scope.ts";
import { forecastBatch } from "./forecast-batch.ts";

/** What of series a model sees, and what it gives. */
export interface ForecasterShape {
  /** Steps that are looked back on. */
  readonly context: number;
  /** Steps that are forecast. */
  readonly horizon: number;
  /** From the lowest to the highest; none where numbers alone are forecast. */
  readonly quantiles: readonly number[];
  /** Steps behind the context in which its last value is repeated. */
  readonly repeated: number;
  readonly channels: number;
}

/** A model that forecasts windows of series. */
export class Forecaster {
  readonly context: number;
  readonly horizon: number;
  readonly channels: number;
  readonly quantiles: readonly number[];
  readonly #model: Encoder;
  readonly #repeated: number;

  constructor(model: Encoder, shape: ForecasterShape) {
    this.#model = model;
    this.context = shape.context;
    this.horizon = shape.horizon;
    this.quantiles = shape.quantiles;
    this.channels = shape.channels;
    this.#repeated = shape.repeated;
  }

  /** What follows on windows of [rows, channels] that begin in these rows: each [quantiles, steps, channels]. */
  async forecast(
    values: Float32Array,
    starts: readonly number[],
  ): Promise<readonly Float32Array[]> {
    const { context, horizon, channels } = this;
    const window = { context, horizon, channels, repeated: this.#repeated };
    const device = this.#model.device;
    using outputs = inferenceOf(this.#model)(() =>
      noGrad(() =>
        scope(
          () =>
            this.#model.forwardNamed(forecastBatch(values, starts, { ...window, device }, false))
              .prediction_outputs!,
        ),
      ),
    );
    const given = await outputs.data();
    const size = given.length / starts.length;
    return starts.map((_, i) => Float32Array.from(given.subarray(i * size, (i + 1) * size)));
  }
}
