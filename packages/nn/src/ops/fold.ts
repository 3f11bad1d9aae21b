import { defineOp } from "../op-definition/define-op.ts";
import { countPair, type Pair } from "../op-definition/window-options.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type UnfoldOptions, windowAttrs } from "./unfold.ts";

/** dx: the cells of the windows over dy. */
export const foldOp = defineOp("fold", {
  save: () => ({}),
  backward: ({ gradient, attrs: { outputSize: _, ...window } }) => ({
    x: launch("unfold", { x: gradient }, window).y,
  }),
});

/**
 * The sum of the windows' cells over each element of an image of `outputSize`:
 * [N, C kernel, places] -> [N, C, H, W]. PyTorch's `F.fold`.
 */
export const fold = (
  x: Tensor,
  outputSize: Pair,
  kernelSize: Pair,
  options: UnfoldOptions = {},
): Tensor => {
  expectTensor("fold", "x", x);
  return foldOp(
    { x },
    {
      ...windowAttrs("fold", kernelSize, options),
      outputSize: countPair("fold", "outputSize", outputSize, 1),
    },
  ).y;
};
