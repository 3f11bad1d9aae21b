import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { softplus } from "../ops/softplus.ts";
import { sub } from "../ops/sub.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const bceWithLogitsOptions = defineOptions("bceWithLogits", {
  /** Broadcast to x: how much each element counts. */
  weight: instance(Tensor, { optional: true }),
  /** Broadcast to x: how much a target of 1 counts against one of 0. */
  posWeight: instance(Tensor, { optional: true }),
  reduction: reductionField,
});

/**
 * Weights of elements and of positive ones, and how they become one number: PyTorch's
 * `F.binary_cross_entropy_with_logits`.
 */
export type BceWithLogitsOptions = Given<typeof bceWithLogitsOptions>;

/**
 * -posWeight target ln p - (1 - target) ln(1 - p) with p = sigmoid(x), averaged; it never overflows.
 * PyTorch's `F.binary_cross_entropy_with_logits`.
 */
export function bceWithLogits(
  x: Tensor,
  target: Tensor,
  options: BceWithLogitsOptions = {},
): Tensor {
  expectTensor("bceWithLogits", "x", x);
  expectTensor("bceWithLogits", "target", target);
  const { weight, posWeight, reduction } = bceWithLogitsOptions.complete(options);
  expectShape("bceWithLogits", "target", target.shape, x.shape);
  return scope(() => {
    const one = filled(x.device, [], 1);
    // (1 - t) x + (1 + (posWeight - 1) t) ln(1 + e^-x)
    const surprise = softplus(neg(x));
    const positive = posWeight
      ? mul(add(one, mul(sub(posWeight, one), target)), surprise)
      : surprise;
    const losses = add(mul(sub(one, target), x), positive);
    return reduceLoss(weight ? mul(losses, weight) : losses, reduction);
  });
}

/** `bceWithLogits` as a module; PyTorch's `nn.BCEWithLogitsLoss`. */
export class BCEWithLogitsLoss extends lossModule(bceWithLogitsOptions, bceWithLogits) {}
