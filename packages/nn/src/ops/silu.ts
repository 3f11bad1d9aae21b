import { wantsGrad } from "../autograd/grad-mode.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy * slope; the forward pass has computed the slope beside the value. */
export const siluOp = defineOp("silu", {
  save: (_, { slope }) => ({ slope: slope! }),
  backward: ({ gradient, saved: { slope } }) => ({
    x: launch("mul", { a: gradient, b: slope }, {}).c,
  }),
});

/** x sigmoid(x), also called swish. Elfwing et al., arXiv:1702.03118. */
export const silu = (x: Tensor): Tensor => {
  expectTensor("silu", "x", x);
  return soleOutput(siluOp({ x }, { slope: wantsGrad(x) }), "y");
};
