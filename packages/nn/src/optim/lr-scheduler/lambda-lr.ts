import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectInstance } from "../../options/expect-argument.ts";
import { anything, callback } from "../../options/fields.ts";
import { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

/** The factor of a step, counted from 0. */
export type LrLambda = (step: number) => number;

const lambdaOptions = defineOptions("LambdaLR", {
  /** One for all groups, or one for each. */
  lrLambda: anything<LrLambda | readonly LrLambda[]>(),
});

/** baseLr lrLambda(step) */
export const lambdaSchedule = defineSchedule(
  "lambdaSchedule",
  { lrLambda: callback<LrLambda>() },
  ({ baseLr, lrLambda }) =>
    (step) =>
      baseLr * lrLambda(step),
);

/**
 * Rates times a function of the step, counted from 0: one for all groups, or one for each. PyTorch's `LambdaLR`.
 *
 * @throws RangeError for not as many functions as groups
 */
export class LambdaLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: Given<typeof lambdaOptions>) {
    expectInstance("LambdaLR", "optimizer", optimizer, Optimizer, "an optimiser");
    const values = lambdaOptions.complete(options);
    const { lrLambda } = values;
    const groups = optimizer.groups.length;
    const lambdas = typeof lrLambda === "function" ? Array(groups).fill(lrLambda) : lrLambda;
    if (lambdas.length !== groups)
      throw new RangeError(
        `LambdaLR: lrLambda has ${lambdas.length} functions, expected ${groups}, one a group`,
      );
    super(optimizer, (baseLr, _, i) => lambdaSchedule({ baseLr, lrLambda: lambdas[i]! }), {
      options: { table: lambdaOptions, values },
    });
  }
}
