import { defineOp } from "../op-definition/define-op.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx: the sums of dy the other way round. */
export const cumsumOp = defineOp("cumsum", {
  save: () => ({}),
  backward: ({ gradient, attrs: { dim, reverse } }) => ({
    x: launch("cumsum", { x: gradient }, { dim, reverse: !reverse }).y,
  }),
});

/** Sums of the elements so far along `dim`. */
export const cumsum = (x: Tensor, dim: number): Tensor =>
  cumsumOp({ x }, { dim: normalDim("cumsum", dim, x.shape), reverse: false }).y;
