import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** dx = y * (dy - sum(dy * y)) */
export const softmaxOp = defineOp("softmax", {
  save: (_, { y }) => ({ y }),
  backward: ({ gradient, saved: { y } }) => ({
    x: launch("softmaxBackward", { dy: gradient, y }, {}).dx,
  }),
});

/** Softmax over the last axis. */
export const softmax = (x: Tensor): Tensor => softmaxOp({ x }, {}).y;
