import type { AttrsOf } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { flag, passing } from "../options/fields.ts";
import { isNumbers } from "../options/kinds-of-values.ts";
import { type KeptNames, KernelOptimizer } from "./kernel-optimizer.ts";
import type { OptimizerParameters } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";
import { betasInRange, defineSettings, fromZero, type SettingsOf } from "./settings.ts";

export const adamFields = {
  lr: fromZero(1e-3),
  betas: passing<readonly [number, number]>(isNumbers, {
    expected: "two numbers",
    default: [0.9, 0.999],
  }),
  eps: fromZero(1e-8),
  /** 0 unless given, of AdamW 0.01. */
  weightDecay: fromZero(0),
  /** Divide by the largest second moment so far: Reddi et al. 2018. */
  amsgrad: flag({ default: false }),
  maximize: flag({ default: false }),
};
const adamSettings = defineSettings("Adam", adamFields, betasInRange);
const adamWSettings = defineSettings(
  "AdamW",
  { ...adamFields, weightDecay: fromZero(0.01) },
  betasInRange,
);

/** Settings of a group of `Adam` or `AdamW`; they may be changed between steps. */
export interface AdamSettings extends SettingsOf<typeof adamFields> {}
/** Options of `Adam`, for all parameters or for one group; names and defaults are PyTorch's. */
export type AdamOptions = GivenOf<typeof adamFields>;
/** Options of `AdamW`, for all parameters or for one group; names and defaults are PyTorch's. */
export type AdamWOptions = AdamOptions;

/** The kernel's formula is Adam's; AdamW differs in where the weight decay enters. */
export abstract class AdamFamily<S extends AdamSettings = AdamSettings> extends KernelOptimizer<
  S,
  "adamStep"
> {
  protected override readonly kernel = "adamStep";
  protected abstract readonly decoupledWeightDecay: boolean;

  protected override kept({ amsgrad }: AdamSettings): KeptNames<"adamStep"> {
    return {
      firstMoment: "exp_avg",
      secondMoment: "exp_avg_sq",
      maxSecondMoment: amsgrad ? "max_exp_avg_sq" : undefined,
    };
  }

  protected override attributes(
    { lr, betas, eps, weightDecay, maximize }: AdamSettings,
    { step }: ParameterState,
  ): AttrsOf<"adamStep"> {
    const { decoupledWeightDecay } = this;
    const [beta1, beta2] = betas;
    return {
      learningRate: lr,
      beta1,
      beta2,
      eps,
      weightDecay,
      decoupledWeightDecay,
      maximize,
      step,
    };
  }
}

/**
 * Adam: Kingma and Ba, arXiv:1412.6980, with the weight decay as an L2 term of the gradient. PyTorch's `optim.Adam`.
 */
export class Adam extends AdamFamily {
  protected override readonly decoupledWeightDecay = false;

  constructor(params: OptimizerParameters<AdamSettings>, options: AdamOptions = {}) {
    super(params, options, adamSettings);
  }
}

/** Adam with decoupled weight decay: Loshchilov and Hutter, arXiv:1711.05101. PyTorch's `optim.AdamW`. */
export class AdamW extends AdamFamily {
  protected override readonly decoupledWeightDecay = true;

  constructor(params: OptimizerParameters<AdamSettings>, options: AdamWOptions = {}) {
    super(params, options, adamWSettings);
  }
}
