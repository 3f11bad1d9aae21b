import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

/** The inverse permutation on dy. */
export const permuteOp = defineOp("permute", {
  save: () => ({}),
  backward: ({ gradient, attrs: { order } }) => ({
    x: launch("permute", { x: gradient }, { order: order.map((_, i) => order.indexOf(i)) }).y,
  }),
});

/** Axis i of the result is axis order[i] of x; copies. */
export const permute = (x: Tensor, order: readonly number[]): Tensor =>
  permuteOp({ x }, { order }).y;
