import { Dropout } from "../../layers/dropout.ts";
import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { mul } from "../../ops/mul.ts";
import { reshape } from "../../ops/reshape.ts";
import { select } from "../../ops/select.ts";
import { square } from "../../ops/square.ts";
import { stack } from "../../ops/stack.ts";
import { sub } from "../../ops/sub.ts";
import { mean } from "../../ops/sum.ts";
import { transpose } from "../../ops/transpose.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { DistributionProjection } from "../series/distribution-projection.ts";
import type { DistributionName } from "../series/distributions.ts";
import type { EncodedSeries } from "../series/patch-series-encoder.ts";
import { Head, type HeadOutputs } from "./head.ts";
import { pooledSeries, type SeriesPooling } from "./series-pooling.ts";

export interface SeriesForecasterOptions {
  /** Width of what is pooled. */
  readonly from: number;
  /** Steps that are forecast. */
  readonly steps: number;
  readonly channels: number;
  /** One projection for all series, or one for each. */
  readonly shared: boolean;
  readonly pooling: SeriesPooling;
  readonly dropout: number;
  /** Forecast a distribution; numbers unless given. */
  readonly distribution?: DistributionName | undefined;
}

/** What comes after each series: numbers, or the parameters of a distribution. Nie et al., arXiv:2211.14730. */
export class SeriesForecaster extends Head<EncodedSeries> {
  readonly projections: readonly (Linear | DistributionProjection)[];
  readonly #given: SeriesForecasterOptions;
  readonly #dropout: Dropout;

  constructor(given: SeriesForecasterOptions, deviation: number, options: ParameterOptions) {
    super();
    const { from, steps, channels, shared, distribution } = given;
    this.#given = given;
    const inits = { weightInit: normalWith(deviation), biasInit: filledWith(0), axis: "steps" };
    const project = () =>
      distribution
        ? new DistributionProjection(distribution, { from, events: steps }, deviation, options)
        : new Linear(from, steps, { ...options, ...inits });
    this.projections = shared
      ? [this.child("projection", project())]
      : [...this.child("projections", new ModuleList(Array.from({ length: channels }, project)))];
    this.#dropout = this.child("dropout", new Dropout(given.dropout, options));
  }

  /**
   * { prediction_outputs [batch, steps, channels], loc, scale }, of a distribution params_0 and so on; and with
   * future_values [batch, steps, channels], their loss [1]: the mean square of the errors, or the mean surprise.
   */
  forward({ hidden, loc, scale, targets }: EncodedSeries): HeadOutputs {
    const { future_values: future } = targets;
    const pooled = this.#dropout.forward(pooledSeries(hidden, this.#given.pooling));
    const forecast = this.#forecast(pooled); // each [batch, steps, channels]
    const [head] = this.projections;
    if (!(head instanceof DistributionProjection)) {
      const prediction = add(mul(forecast[0]!, scale), loc);
      const loss = future && reshape(mean(square(sub(prediction, future))), [1]);
      return { prediction_outputs: prediction, loc, scale, ...(loss ? { loss } : {}) };
    }
    const parameters = future ? head.scaled(forecast, { scale }) : forecast;
    const loss = future && reshape(mean(head.surprise(future, parameters, { loc, scale })), [1]);
    const named = Object.fromEntries(parameters.map((one, i) => [`params_${i}`, one]));
    return { ...named, prediction_outputs: parameters[0]!, loc, scale, ...(loss ? { loss } : {}) };
  }

  /** pooled [batch, channels, from] */
  #forecast(pooled: Tensor): readonly Tensor[] {
    const of = (head: Linear | DistributionProjection, x: Tensor) =>
      head instanceof Linear ? [head.forward(x)] : head.forward(x);
    const [shared] = this.projections;
    if (this.#given.shared) return of(shared!, pooled).map((one) => transpose(one, 1, 2));
    const ofEach = this.projections.map((head, i) => of(head, select(pooled, 1, i)));
    return ofEach[0]!.map((_, i) =>
      stack(
        ofEach.map((one) => one[i]!),
        2,
      ),
    );
  }
}
