import { defineOp } from "../op-definition/define-op.ts";
import { integersOf } from "../op-definition/integers-of.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Integers } from "../tensor/tensor-operations.ts";

/** The inverse permutation on dy. */
export const permuteOp = defineOp("permute", {
  save: () => ({}),
  backward: ({ gradient, attrs: { order } }) => ({
    x: launch("permute", { x: gradient }, { order: order.map((_, i) => order.indexOf(i)) }).y,
  }),
});

/** Axis i of the result is axis order[i] of x (negative ones count from the end); copies. */
export function permute(x: Tensor, ...order: Integers): Tensor {
  expectTensor("permute", "x", x);
  const axes = integersOf("permute", "order", order);
  return permuteOp({ x }, { order: axes.map((dim) => normalDim("permute", dim, x.shape, "order")) })
    .y;
}
