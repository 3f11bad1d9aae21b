import { wantsGrad } from "../autograd/grad-mode.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { oneOf } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy * slope; the forward pass has computed the slope beside the value. */
export const geluOp = defineOp("gelu", {
  save: (_, { slope }) => ({ slope: slope! }),
  backward: ({ gradient, saved: { slope } }) => ({
    x: launch("mul", { a: gradient, b: slope }, {}).c,
  }),
});

export const geluOptions = defineOptions("gelu", {
  approximate: oneOf(["none", "tanh"], { default: "none" }),
});

/** Options of `gelu` and `GELU`. */
export type GeluOptions = Given<typeof geluOptions>;

/** x * Phi(x), or PyTorch's `approximate: "tanh"` form. Hendrycks and Gimpel, arXiv:1606.08415. */
export function gelu(x: Tensor, options: GeluOptions = {}): Tensor {
  expectTensor("gelu", "x", x);
  const { approximate } = geluOptions.complete(options);
  return soleOutput(geluOp({ x }, { approximate, slope: wantsGrad(x) }), "y");
}
