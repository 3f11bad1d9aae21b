import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { type Reduction, reduceLoss } from "../op-definition/reduce-loss.ts";
import { abs } from "../ops/abs.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { max } from "../ops/max.ts";
import { minimum } from "../ops/minimum.ts";
import { pow } from "../ops/pow.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss } from "./loss.ts";

export interface TripletMarginLossOptions {
  readonly margin?: number;
  /** The norm of the distances; Infinity is that of the largest difference. */
  readonly p?: number;
  /** Added to each difference. */
  readonly eps?: number;
  /** Take the positive's distance from the negative where it is the shorter one. */
  readonly swap?: boolean;
  readonly reduction?: Reduction;
}

/** (sum |a - b + eps|^p)^(1/p) over the last axis. */
function distance(a: Tensor, b: Tensor, p: number, eps: number): Tensor {
  const difference = abs(add(sub(a, b), filled(a.device, [], eps)));
  if (p === Infinity) return max(difference, [-1]);
  if (p === 1) return sum(difference, [-1]);
  return pow(sum(pow(difference, p), [-1]), 1 / p);
}

/**
 * max(0, margin + |anchor - positive| - |anchor - negative|), averaged: all [..., features]. PyTorch's
 * `F.triplet_margin_loss`; Balntas et al. 2016.
 */
export function tripletMarginLoss(
  anchor: Tensor,
  positive: Tensor,
  negative: Tensor,
  options: TripletMarginLossOptions = {},
): Tensor {
  const { margin, p, eps, swap, reduction } = completeOptions<TripletMarginLossOptions>(
    "tripletMarginLoss",
    options,
    { margin: 1, p: 2, eps: 1e-6, swap: false, reduction: "mean" },
  );
  expectShape("tripletMarginLoss", "positive", positive.shape, anchor.shape);
  expectShape("tripletMarginLoss", "negative", negative.shape, anchor.shape);
  if (!(p > 0)) throw new RangeError(`tripletMarginLoss: p is ${p}, expected a number above 0`);
  if (!(margin > 0))
    throw new RangeError(`tripletMarginLoss: margin is ${margin}, expected a number above 0`);
  return scope(() => {
    const near = distance(anchor, positive, p, eps);
    const far = distance(anchor, negative, p, eps);
    const nearest = swap ? minimum(far, distance(positive, negative, p, eps)) : far;
    const short = sub(add(near, filled(anchor.device, [], margin)), nearest);
    return reduceLoss("tripletMarginLoss", clamp(short, { min: 0 }), reduction);
  });
}

/** `tripletMarginLoss` as a module; PyTorch's `nn.TripletMarginLoss`. */
export class TripletMarginLoss extends Loss<TripletMarginLossOptions> {
  constructor(options: TripletMarginLossOptions = {}) {
    super(options);
  }

  forward(anchor: Tensor, positive: Tensor, negative: Tensor): Tensor {
    return tripletMarginLoss(anchor, positive, negative, this.options);
  }
}
