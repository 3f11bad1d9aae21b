import { expectShape } from "@qkv/core-wasm/contract";
import type { Reduction } from "../op-definition/reduce-loss.ts";
import { abs } from "../ops/abs.ts";
import { sub } from "../ops/sub.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss } from "./loss.ts";
import { weightedLoss } from "./weighted-loss.ts";

export interface L1LossOptions {
  readonly reduction?: Reduction;
  /** Of x's shape: how much each element counts. */
  readonly weight?: Tensor | undefined;
}

/** |x - target|, averaged. PyTorch's `F.l1_loss`; x and target must be of one shape. */
export function l1Loss(x: Tensor, target: Tensor, options: L1LossOptions = {}): Tensor {
  const { reduction, weight } = completeOptions<L1LossOptions>("l1Loss", options, {
    reduction: "mean",
    weight: undefined,
  });
  expectShape("l1Loss", "target", target.shape, x.shape);
  return scope(() => weightedLoss("l1Loss", abs(sub(x, target)), weight, reduction));
}

/** `l1Loss` as a module; PyTorch's `nn.L1Loss`. */
export class L1Loss extends Loss<L1LossOptions> {
  constructor(options: L1LossOptions = {}) {
    super(options);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return l1Loss(x, target, this.options);
  }
}
