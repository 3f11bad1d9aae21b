import { defineOp } from "../op-definition/define-op.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** dx = dy, dsource: dy gathered at the indices. */
export const scatterAddOp = defineOp("scatterAdd", {
  save: ({ index }) => ({ index }),
  backward: ({ gradient, saved: { index }, attrs, wants }) => ({
    x: gradient,
    source: wants.source ? launch("gather", { x: gradient, index }, attrs).y : undefined,
  }),
});

/**
 * x with source[..., j, ...] added at [..., index[..., j, ...], ...] along axis `dim`. index int32,
 * of source's shape; on the other axes as large as x. PyTorch's `scatter_add`.
 */
export const scatterAdd = (x: Tensor, dim: number, index: Tensor, source: Tensor): Tensor => {
  expectTensor("scatterAdd", "x", x);
  expectTensor("scatterAdd", "index", index);
  expectTensor("scatterAdd", "source", source);
  return scatterAddOp({ x, index, source }, { dim: normalDim("scatterAdd", dim, x.shape) }).y;
};
