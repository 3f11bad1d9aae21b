import type { AttrsOf } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { flag } from "../options/fields.ts";
import { type KeptNames, KernelOptimizer } from "./kernel-optimizer.ts";
import type { OptimizerParameters } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";
import { defineSettings, fromZero, type SettingsOf } from "./settings.ts";

const fields = {
  lr: fromZero(1e-2),
  /** The rate of step t, from 0, is lr / (1 + t lrDecay). */
  lrDecay: fromZero(0),
  weightDecay: fromZero(0),
  initialAccumulatorValue: fromZero(0),
  eps: fromZero(1e-10),
  maximize: flag({ default: false }),
};
const adagradSettings = defineSettings("Adagrad", fields);

/** Settings of a group of `Adagrad`; they may be changed between steps. */
export interface AdagradSettings extends SettingsOf<typeof fields> {}
/** Options of `Adagrad`, for all parameters or for one group; names and defaults are PyTorch's. */
export type AdagradOptions = GivenOf<typeof fields>;

/** Steps divided by the root of all squared gradients so far: Duchi et al., JMLR 2011. PyTorch's `optim.Adagrad`. */
export class Adagrad extends KernelOptimizer<AdagradSettings, "adagradStep"> {
  protected override readonly kernel = "adagradStep";

  constructor(params: OptimizerParameters<AdagradSettings>, options: AdagradOptions = {}) {
    super(params, options, adagradSettings);
  }

  protected override kept(): KeptNames<"adagradStep"> {
    return { sum: "sum" };
  }

  protected override startOf({ initialAccumulatorValue }: AdagradSettings): number {
    return initialAccumulatorValue;
  }

  protected override attributes(
    { lr, lrDecay, weightDecay, eps, maximize }: AdagradSettings,
    { step }: ParameterState,
  ): AttrsOf<"adagradStep"> {
    return { learningRate: lr / (1 + (step - 1) * lrDecay), eps, weightDecay, maximize };
  }
}
