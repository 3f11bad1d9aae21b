import { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { abs } from "../../ops/abs.ts";
import { div } from "../../ops/div.ts";
import { log } from "../../ops/log.ts";
import { neg } from "../../ops/neg.ts";
import { squeeze } from "../../ops/squeeze.ts";
import { sub } from "../../ops/sub.ts";
import { sum } from "../../ops/sum.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Distribution, type DistributionName, distributions } from "./distributions.ts";
import type { ScaledSeries } from "./series-scaler.ts";

/** The parameters of distributions, `events` of them side by side, out of hidden states. */
export class DistributionProjection extends Module {
  readonly projections: ModuleList<Linear>;
  readonly #distribution: Distribution;
  readonly #events: number;

  constructor(
    name: DistributionName,
    sizes: { readonly from: number; readonly events: number },
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    this.#distribution = distributions[name];
    this.#events = sizes.events;
    const inits = { ...options, weightInit: normalWith(deviation), biasInit: filledWith(0) };
    const linear = () => new Linear(sizes.from, sizes.events, inits);
    const all = Array.from({ length: this.#distribution.parameters }, linear);
    this.projections = this.child("proj", new ModuleList(all));
  }

  /** [..., from] -> each parameter [..., events], or [...] of one event. */
  forward(x: Tensor): readonly Tensor[] {
    const raw = [...this.projections].map((linear) => linear.forward(x));
    const allowed = this.#distribution.allowed(raw);
    return this.#events === 1 ? allowed.map((one) => squeeze(one, -1)) : allowed;
  }

  /** The parameters as they are for series of this scale. */
  scaled(parameters: readonly Tensor[], { scale }: Pick<ScaledSeries, "scale">): readonly Tensor[] {
    return this.#distribution.scaled?.(parameters, scale) ?? parameters;
  }

  /** -log of the probability density of x, a series before it was scaled; summed over the last axis of several events. */
  surprise(
    x: Tensor,
    parameters: readonly Tensor[],
    { loc, scale }: Pick<ScaledSeries, "loc" | "scale">,
  ): Tensor {
    const { scaled } = this.#distribution;
    const ofEach = scaled
      ? this.#distribution.logProbability(x, parameters)
      : sub(
          this.#distribution.logProbability(div(sub(x, loc), scale), parameters),
          log(abs(scale)),
        );
    return neg(this.#events === 1 ? ofEach : sum(ofEach, -1));
  }
}
