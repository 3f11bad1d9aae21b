import { expectShape } from "@qkv/core-wasm/contract";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { scale } from "../ops/scale.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { huberLosses } from "./huber-loss.ts";
import { l1Loss } from "./l1-loss.ts";
import { lossModule } from "./loss.ts";

const smoothL1LossOptions = defineOptions("smoothL1Loss", {
  reduction: reductionField,
  /** Where the parabola goes over into a straight line; with 0 there is no parabola. */
  beta: number({ from: 0, default: 1 }),
});

/** Where the square becomes a line, in units of x, and how the losses become one: PyTorch's `F.smooth_l1_loss`. */
export type SmoothL1LossOptions = Given<typeof smoothL1LossOptions>;

/** d^2 / (2 beta) where |d| = |x - target| < beta, else |d| - beta / 2, averaged. PyTorch's `F.smooth_l1_loss`. */
export function smoothL1Loss(x: Tensor, target: Tensor, options: SmoothL1LossOptions = {}): Tensor {
  expectTensor("smoothL1Loss", "x", x);
  expectTensor("smoothL1Loss", "target", target);
  const { reduction, beta } = smoothL1LossOptions.complete(options);
  expectShape("smoothL1Loss", "target", target.shape, x.shape);
  if (beta === 0) return l1Loss(x, target, { reduction });
  return scope(() => {
    const losses = scale(huberLosses(x, target, beta), 1 / beta);
    return reduceLoss(losses, reduction);
  });
}

/** `smoothL1Loss` as a module; PyTorch's `nn.SmoothL1Loss`. */
export class SmoothL1Loss extends lossModule(smoothL1LossOptions, smoothL1Loss) {}
