import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { abs } from "../ops/abs.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { max } from "../ops/max.ts";
import { minimum } from "../ops/minimum.ts";
import { pow } from "../ops/pow.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const tripletMarginLossOptions = defineOptions("tripletMarginLoss", {
  margin: number({ above: 0, default: 1 }),
  /** The norm of the distances; Infinity is that of the largest difference. */
  p: number({ above: 0, to: Infinity, default: 2 }),
  /** Added to each difference. */
  eps: number({ default: 1e-6 }),
  /** Take the positive's distance from the negative where it is the shorter one. */
  swap: flag({ default: false }),
  reduction: reductionField,
});

/** The margin, the norm of the distance, and how the losses become one: PyTorch's `F.triplet_margin_loss`. */
export type TripletMarginLossOptions = Given<typeof tripletMarginLossOptions>;

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
  expectTensor("tripletMarginLoss", "anchor", anchor);
  expectTensor("tripletMarginLoss", "positive", positive);
  expectTensor("tripletMarginLoss", "negative", negative);
  const { margin, p, eps, swap, reduction } = tripletMarginLossOptions.complete(options);
  expectShape("tripletMarginLoss", "positive", positive.shape, anchor.shape);
  expectShape("tripletMarginLoss", "negative", negative.shape, anchor.shape);
  return scope(() => {
    const near = distance(anchor, positive, p, eps);
    const far = distance(anchor, negative, p, eps);
    const nearest = swap ? minimum(far, distance(positive, negative, p, eps)) : far;
    const short = sub(add(near, filled(anchor.device, [], margin)), nearest);
    return reduceLoss(clamp(short, { min: 0 }), reduction);
  });
}

/** `tripletMarginLoss` as a module; PyTorch's `nn.TripletMarginLoss`. */
export class TripletMarginLoss extends lossModule(tripletMarginLossOptions, tripletMarginLoss) {}
