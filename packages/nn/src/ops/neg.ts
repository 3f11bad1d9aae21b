import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = -dy */
export const negOp = defineOp("neg", {
  save: () => ({}),
  backward: ({ gradient }) => ({ x: launch("neg", { x: gradient }, {}).y }),
});

/** -x */
export const neg = (x: Tensor): Tensor => negOp({ x }, {}).y;
