import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { abs } from "../ops/abs.ts";
import { minimum } from "../ops/minimum.ts";
import { mul } from "../ops/mul.ts";
import { scale } from "../ops/scale.ts";
import { sub } from "../ops/sub.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const huberLossOptions = defineOptions("huberLoss", {
  reduction: reductionField,
  /** Where the parabola goes over into a straight line. */
  delta: number({ above: 0, default: 1 }),
  /** Of x's shape: how much each element counts. */
  weight: instance(Tensor, { optional: true }),
});

/** Where the square becomes a line, in units of x, and how the losses become one: PyTorch's `F.huber_loss`. */
export type HuberLossOptions = Given<typeof huberLossOptions>;

/** d^2 / 2 where |d| = |x - target| is at most delta, else delta (|d| - delta / 2). */
export function huberLosses(x: Tensor, target: Tensor, delta: number): Tensor {
  const distance = abs(sub(x, target));
  const near = minimum(distance, filled(x.device, [], delta));
  // Of d^2 / 2 and delta (d - delta / 2) in one; the gradient of a small d is d itself, and no rest of larger ones.
  return mul(near, sub(distance, scale(near, 0.5)));
}

/**
 * Squares near 0, absolute values beyond delta, averaged. PyTorch's `F.huber_loss`: unlike in `mseLoss` and `l1Loss` the
 * mean of weighted losses is over their number, not over the sum of the weights.
 */
export function huberLoss(x: Tensor, target: Tensor, options: HuberLossOptions = {}): Tensor {
  expectTensor("huberLoss", "x", x);
  expectTensor("huberLoss", "target", target);
  const { reduction, delta, weight } = huberLossOptions.complete(options);
  expectShape("huberLoss", "target", target.shape, x.shape);
  return scope(() => {
    const losses = huberLosses(x, target, delta);
    if (weight) expectShape("huberLoss", "weight", weight.shape, x.shape);
    return reduceLoss(weight ? mul(losses, weight) : losses, reduction);
  });
}

/** `huberLoss` as a module; PyTorch's `nn.HuberLoss`. */
export class HuberLoss extends lossModule(huberLossOptions, huberLoss) {}
