import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { type Reduction, reduceLoss } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { softplus } from "../ops/softplus.ts";
import { sub } from "../ops/sub.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss } from "./loss.ts";

export interface BceWithLogitsOptions {
  /** Broadcast to x: how much each element counts. */
  readonly weight?: Tensor | undefined;
  /** Broadcast to x: how much a target of 1 counts against one of 0. */
  readonly posWeight?: Tensor | undefined;
  readonly reduction?: Reduction;
}

/**
 * -posWeight target ln p - (1 - target) ln(1 - p) with p = sigmoid(x), averaged; it never overflows.
 * PyTorch's `F.binary_cross_entropy_with_logits`.
 */
export function bceWithLogits(
  x: Tensor,
  target: Tensor,
  options: BceWithLogitsOptions = {},
): Tensor {
  const { weight, posWeight, reduction } = completeOptions<BceWithLogitsOptions>(
    "bceWithLogits",
    options,
    { weight: undefined, posWeight: undefined, reduction: "mean" },
  );
  expectShape("bceWithLogits", "target", target.shape, x.shape);
  return scope(() => {
    const one = filled(x.device, [], 1);
    // (1 - t) x + (1 + (posWeight - 1) t) ln(1 + e^-x)
    const surprise = softplus(neg(x));
    const positive = posWeight
      ? mul(add(one, mul(sub(posWeight, one), target)), surprise)
      : surprise;
    const losses = add(mul(sub(one, target), x), positive);
    return reduceLoss("bceWithLogits", weight ? mul(losses, weight) : losses, reduction);
  });
}

/** `bceWithLogits` as a module; PyTorch's `nn.BCEWithLogitsLoss`. */
export class BCEWithLogitsLoss extends Loss<BceWithLogitsOptions> {
  constructor(options: BceWithLogitsOptions = {}) {
    super(options);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return bceWithLogits(x, target, this.options);
  }
}
