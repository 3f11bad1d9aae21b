import { expectShape } from "@qkv/core-wasm/contract";
import { type Reduction, reduceLoss } from "../op-definition/reduce-loss.ts";
import { scale } from "../ops/scale.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { huberLosses } from "./huber-loss.ts";
import { l1Loss } from "./l1-loss.ts";
import { Loss } from "./loss.ts";

export interface SmoothL1LossOptions {
  readonly reduction?: Reduction;
  /** Where the parabola goes over into a straight line; with 0 there is no parabola. */
  readonly beta?: number;
}

/** d^2 / (2 beta) where |d| = |x - target| < beta, else |d| - beta / 2, averaged. PyTorch's `F.smooth_l1_loss`. */
export function smoothL1Loss(x: Tensor, target: Tensor, options: SmoothL1LossOptions = {}): Tensor {
  const { reduction, beta } = completeOptions<SmoothL1LossOptions>("smoothL1Loss", options, {
    reduction: "mean",
    beta: 1,
  });
  expectShape("smoothL1Loss", "target", target.shape, x.shape);
  if (!(beta >= 0)) throw new RangeError(`smoothL1Loss: beta is ${beta}, expected a number from 0`);
  if (beta === 0) return l1Loss(x, target, { reduction });
  return scope(() => {
    const losses = scale(huberLosses(x, target, beta), 1 / beta);
    return reduceLoss("smoothL1Loss", losses, reduction);
  });
}

/** `smoothL1Loss` as a module; PyTorch's `nn.SmoothL1Loss`. */
export class SmoothL1Loss extends Loss<SmoothL1LossOptions> {
  constructor(options: SmoothL1LossOptions = {}) {
    super(options);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return smoothL1Loss(x, target, this.options);
  }
}
