import type { AttrsOf } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { flag } from "../options/fields.ts";
import { type KeptNames, KernelOptimizer } from "./kernel-optimizer.ts";
import type { OptimizerParameters } from "./optimizer.ts";
import { defineSettings, fromZero, type SettingsOf } from "./settings.ts";

const fields = {
  lr: fromZero(1e-2),
  /** Memory of squared gradients. */
  alpha: fromZero(0.99),
  eps: fromZero(1e-8),
  weightDecay: fromZero(0),
  momentum: fromZero(0),
  /** Divide by the deviation of the gradients instead of their root mean square: Graves 2013. */
  centered: flag({ default: false }),
  maximize: flag({ default: false }),
};
const rmspropSettings = defineSettings("RMSprop", fields);

/** Settings of a group of `RMSprop`; they may be changed between steps. */
export interface RMSpropSettings extends SettingsOf<typeof fields> {}
/** Options of `RMSprop`, for all parameters or for one group; names and defaults are PyTorch's. */
export type RMSpropOptions = GivenOf<typeof fields>;

/** Steps divided by a running root mean square of the gradients: Hinton's lecture 6e. PyTorch's `optim.RMSprop`. */
export class RMSprop extends KernelOptimizer<RMSpropSettings, "rmspropStep"> {
  protected override readonly kernel = "rmspropStep";

  constructor(params: OptimizerParameters<RMSpropSettings>, options: RMSpropOptions = {}) {
    super(params, options, rmspropSettings);
  }

  protected override kept({ momentum, centered }: RMSpropSettings): KeptNames<"rmspropStep"> {
    return {
      squareAverage: "square_avg",
      gradientAverage: centered ? "grad_avg" : undefined,
      momentumBuffer: momentum > 0 ? "momentum_buffer" : undefined,
    };
  }

  protected override attributes(settings: RMSpropSettings): AttrsOf<"rmspropStep"> {
    const { lr, alpha, eps, weightDecay, momentum, maximize } = settings;
    return { learningRate: lr, alpha, eps, weightDecay, momentum, maximize };
  }
}
