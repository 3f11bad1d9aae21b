import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { normalDim } from "../op-definition/normal-dim.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { slice } from "./slice.ts";

/** dx: dy added back to where it was taken from. */
export const gatherOp = defineOp("gather", {
  save: ({ index }) => ({ index }),
  backward: ({ gradient, saved: { index }, shapes, attrs }) => {
    const x = filled(gradient.device, shapes.x, 0);
    return { x: launch("scatterAdd", { x, index, source: gradient }, attrs).y };
  },
});

/**
 * y[..., j, ...] = x[..., index[..., j, ...], ...] along axis `dim`; index int32, on the other axes
 * at most as large as x. PyTorch's `gather`.
 */
export function gather(x: Tensor, dim: number, index: Tensor): Tensor {
  expectTensor("gather", "x", x);
  expectTensor("gather", "index", index);
  const axis = normalDim("gather", dim, x.shape);
  return scope(() => {
    let part = x;
    for (const [i, size] of index.shape.entries())
      if (i !== axis && size < (x.shape[i] ?? 0)) part = slice(part, i, 0, size);
    return gatherOp({ x: part, index }, { dim: axis }).y;
  });
}
