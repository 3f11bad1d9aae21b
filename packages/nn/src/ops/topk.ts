import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { transpose } from "./transpose.ts";

/** dx: the gradient of the values, put back where they were. */
export const topkOp = defineOp("topk", {
  save: (_, { indices }) => ({ indices }),
  backward: ({ gradient, saved: { indices }, shapes }) => {
    const x = filled(gradient.device, shapes.x, 0);
    const dim = shapes.x.length - 1;
    return { x: launch("scatterAdd", { x, index: indices, source: gradient }, { dim }).y };
  },
});

/** The largest (or smallest) values along an axis, and where they stood on it. */
export interface TopkResult {
  readonly values: Tensor;
  /** int32 */
  readonly indices: Tensor;
}

/**
 * The k largest along axis `dim`, largest first, and their indices; of equal values the first comes
 * first, NaN counts as largest. PyTorch's `topk`.
 */
export function topk(x: Tensor, k: number, dim = -1): TopkResult {
  expectTensor("topk", "x", x);
  const axis = normalDim("topk", dim, x.shape);
  if (axis === x.shape.length - 1) return topkOp({ x }, { k });
  return scope(() => {
    const { values, indices } = topkOp({ x: transpose(x, axis, -1) }, { k });
    return { values: transpose(values, axis, -1), indices: transpose(indices, axis, -1) };
  });
}
