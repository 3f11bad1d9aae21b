import { defineOp } from "../op-definition/define-op.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = factor * dy */
export const scaleOp = defineOp("scale", {
  save: () => ({}),
  backward: ({ gradient, attrs }) => ({ x: launch("scale", { x: gradient }, attrs).y }),
});

/** factor * x, for a number known on the host. */
export const scale = (x: Tensor, factor: number): Tensor => scaleOp({ x }, { factor }).y;
