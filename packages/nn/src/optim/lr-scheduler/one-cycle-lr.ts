import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { expectInstance } from "../../options/expect-argument.ts";
import { flag, number, passing } from "../../options/fields.ts";
import { isNumberOrNumbers } from "../../options/kinds-of-values.ts";
import { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { oneCycleFields, oneCycleMomentum, oneCycleSchedule } from "./one-cycle.ts";

const oneCycleOptions = defineOptions("OneCycleLR", {
  /** Highest rate, times each group's lrScale; or one rate a group. */
  maxLr: passing<number | readonly number[]>(isNumberOrNumbers, {
    expected: "a number, or one a group",
  }),
  ...oneCycleFields,
  /** Also cycle the momentum, or the first beta, against the rate; on unless given. */
  cycleMomentum: flag({ default: true }),
  /** Momentum at the highest rate; 0.85 unless given. */
  baseMomentum: number({ default: 0.85 }),
  /** Momentum at the ends; 0.95 unless given. */
  maxMomentum: number({ default: 0.95 }),
});

/** Arguments of `OneCycleLR`; names and defaults are PyTorch's. */
export type OneCycleOptions = Given<typeof oneCycleOptions>;

/**
 * Rates up to maxLr and down below where they began, the momentum against them: Smith and Topin, arXiv:1708.07120.
 * PyTorch's `OneCycleLR`.
 *
 * @throws RangeError for not as many rates as groups; TypeError for an optimiser that has no momentum to cycle
 */
export class OneCycleLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: OneCycleOptions) {
    expectInstance("OneCycleLR", "optimizer", optimizer, Optimizer, "an optimiser");
    const values = oneCycleOptions.complete(options);
    const { maxLr, cycleMomentum } = values;
    if (typeof maxLr !== "number" && maxLr.length !== optimizer.groups.length)
      throw new RangeError(
        `OneCycleLR: maxLr has ${maxLr.length} rates, expected ${optimizer.groups.length}, one a group`,
      );
    const still = optimizer.groups.some(({ betas, momentum }) => !betas && momentum === undefined);
    if (cycleMomentum && still)
      throw new TypeError(
        "OneCycleLR: the optimiser has neither momentum nor betas; pass { cycleMomentum: false }",
      );
    super(optimizer, (_, { lrScale }, i) => oneCycleSchedule(ratesOf(values, lrScale, i)), {
      options: { table: oneCycleOptions, values },
      momentum: (step) => {
        const { cycleMomentum, baseMomentum, maxMomentum } = values;
        if (!cycleMomentum) return undefined;
        return oneCycleMomentum(shapeOf(values), baseMomentum, maxMomentum)(step);
      },
    });
  }
}

type Values = Complete<typeof oneCycleOptions>;

function shapeOf({
  maxLr: _,
  cycleMomentum: __,
  baseMomentum: ___,
  maxMomentum: ____,
  ...shape
}: Values) {
  return shape;
}

/** A group's cycle. */
function ratesOf(values: Values, lrScale: number, group: number) {
  const { maxLr } = values;
  return {
    ...shapeOf(values),
    maxLr: typeof maxLr === "number" ? maxLr * lrScale : maxLr[group]!,
  };
}
