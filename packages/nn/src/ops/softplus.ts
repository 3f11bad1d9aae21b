import { wantsGrad } from "../autograd/grad-mode.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy * slope; the forward pass has computed the slope beside the value. */
export const softplusOp = defineOp("softplus", {
  save: (_, { slope }) => ({ slope: slope! }),
  backward: ({ gradient, saved: { slope } }) => ({
    x: launch("mul", { a: gradient, b: slope }, {}).c,
  }),
});

export const softplusOptions = defineOptions("softplus", {
  /** Sharpness of the bend. */
  beta: number({ default: 1 }),
  /** Where beta x is above this, the result is x. */
  threshold: number({ to: Infinity, default: 20 }),
});

/** How sharp the bend is, and from where on the line itself is taken: PyTorch's `F.softplus`. */
export type SoftplusOptions = Given<typeof softplusOptions>;

/** ln(1 + e^(beta x)) / beta, a smooth relu. PyTorch's `F.softplus`. */
export function softplus(x: Tensor, options: SoftplusOptions = {}): Tensor {
  expectTensor("softplus", "x", x);
  const chosen = softplusOptions.complete(options);
  return soleOutput(softplusOp({ x }, { ...chosen, slope: wantsGrad(x) }), "y");
}
