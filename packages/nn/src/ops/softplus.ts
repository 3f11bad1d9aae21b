import { wantsGrad } from "../autograd/grad-mode.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { completeOptions } from "../options/complete-options.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy * slope; the forward pass has computed the slope beside the value. */
export const softplusOp = defineOp("softplus", {
  save: (_, { slope }) => ({ slope: slope! }),
  backward: ({ gradient, saved: { slope } }) => ({
    x: launch("mul", { a: gradient, b: slope }, {}).c,
  }),
});

export interface SoftplusOptions {
  /** Sharpness of the bend. */
  readonly beta?: number;
  /** Where beta x is above this, the result is x. */
  readonly threshold?: number;
}

/** ln(1 + e^(beta x)) / beta, a smooth relu. PyTorch's `F.softplus`. */
export function softplus(x: Tensor, options: SoftplusOptions = {}): Tensor {
  const chosen = completeOptions<SoftplusOptions>("softplus", options, { beta: 1, threshold: 20 });
  return soleOutput(softplusOp({ x }, { ...chosen, slope: wantsGrad(x) }), "y");
}
