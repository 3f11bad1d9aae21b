import type { AttrsOf } from "@qkv/core-wasm/contract";
import type { GivenOf } from "../options/define-options.ts";
import { flag, number } from "../options/fields.ts";
import { type KeptNames, KernelOptimizer } from "./kernel-optimizer.ts";
import type { OptimizerParameters } from "./optimizer.ts";
import type { ParameterState } from "./parameter-state.ts";
import { defineSettings, fromZero, type SettingsOf } from "./settings.ts";

const fields = {
  lr: fromZero(1e-3),
  momentum: fromZero(0),
  dampening: number({ default: 0 }),
  weightDecay: fromZero(0),
  nesterov: flag({ default: false }),
  maximize: flag({ default: false }),
};
const sgdSettings = defineSettings("SGD", fields, ({ nesterov, momentum, dampening }) =>
  nesterov && (momentum === 0 || dampening !== 0)
    ? `nesterov with momentum ${momentum} and dampening ${dampening}, expected momentum above 0 and dampening 0`
    : undefined,
);

/** Settings of a group of `SGD`; they may be changed between steps. */
export interface SGDSettings extends SettingsOf<typeof fields> {}
/** Options of `SGD`, for all parameters or for one group; names and defaults are PyTorch's. */
export type SGDOptions = GivenOf<typeof fields>;

/** Stochastic gradient descent, with momentum in the form of Sutskever et al. 2013. PyTorch's `optim.SGD`. */
export class SGD extends KernelOptimizer<SGDSettings, "sgdStep"> {
  protected override readonly kernel = "sgdStep";

  constructor(params: OptimizerParameters<SGDSettings>, options: SGDOptions = {}) {
    super(params, options, sgdSettings);
  }

  protected override kept({ momentum }: SGDSettings): KeptNames<"sgdStep"> {
    return { momentumBuffer: momentum === 0 ? undefined : "momentum_buffer" };
  }

  /** The first gradient, which makes the buffer, is not dampened. */
  protected override phase({ tensors }: ParameterState): number {
    return Number(tensors.has("momentum_buffer"));
  }

  protected override attributes(
    { lr, momentum, dampening, weightDecay, nesterov, maximize }: SGDSettings,
    state: ParameterState,
  ): AttrsOf<"sgdStep"> {
    return {
      learningRate: lr,
      momentum,
      dampening: this.phase(state) === 0 ? 0 : dampening,
      nesterov,
      weightDecay,
      maximize,
    };
  }
}
