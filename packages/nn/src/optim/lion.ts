import type { AttrsOf } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { passing } from "../options/fields.ts";
import { isNumbers } from "../options/kinds-of-values.ts";
import { type KeptNames, KernelOptimizer } from "./kernel-optimizer.ts";
import type { OptimizerParameters } from "./optimizer.ts";
import { betasInRange, defineSettings, fromZero, type SettingsOf } from "./settings.ts";

const fields = {
  lr: fromZero(1e-4),
  betas: passing<readonly [number, number]>(isNumbers, {
    expected: "two numbers",
    default: [0.9, 0.99],
  }),
  weightDecay: fromZero(0),
};
const lionSettings = defineSettings("Lion", fields, betasInRange);

/** Settings of a group of `Lion`; they may be changed between steps. */
export interface LionSettings extends SettingsOf<typeof fields> {}
/** Options of `Lion`, for all parameters or for one group. */
export type LionOptions = GivenOf<typeof fields>;

/**
 * Steps of the sign of an interpolation between momentum and gradient: Chen et al. 2023, arXiv:2302.06675. Names and
 * defaults of the authors' PyTorch program (github.com/google/automl/blob/master/lion/lion_pytorch.py).
 */
export class Lion extends KernelOptimizer<LionSettings, "lionStep"> {
  protected override readonly kernel = "lionStep";

  constructor(params: OptimizerParameters<LionSettings>, options: LionOptions = {}) {
    super(params, options, lionSettings);
  }

  protected override kept(): KeptNames<"lionStep"> {
    return { momentum: "exp_avg" };
  }

  protected override attributes({ lr, betas, weightDecay }: LionSettings): AttrsOf<"lionStep"> {
    return { learningRate: lr, beta1: betas[0], beta2: betas[1], weightDecay };
  }
}
