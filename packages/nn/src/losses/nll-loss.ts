import { wantsGrad } from "../autograd/grad-mode.ts";
import { moveAxisLast } from "../op-definition/move-axis-last.ts";
import { expectReduction, type Reduction } from "../op-definition/reduce-loss.ts";
import { crossEntropyOp } from "../ops/cross-entropy.ts";
import { completeOptions } from "../options/complete-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Loss } from "./loss.ts";

export interface NllLossOptions {
  /** [classes]: how much the targets of each class count. */
  readonly weight?: Tensor | undefined;
  /** Targets that count for nothing. */
  readonly ignoreIndex?: number;
  readonly reduction?: Reduction;
  /** The axis of the classes: the last unless given. PyTorch has them on axis 1. */
  readonly classDim?: number;
}

/**
 * -weight[target] x[target], averaged by those weights: log-probabilities x [..., classes], target int32
 * [...]. PyTorch's `F.nll_loss` with the classes on the last axis, or on `classDim`.
 */
export function nllLoss(x: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  const { weight, ignoreIndex, reduction, classDim } = completeOptions<NllLossOptions>(
    "nllLoss",
    options,
    { weight: undefined, ignoreIndex: -100, reduction: "mean", classDim: -1 },
  );
  expectReduction("nllLoss", reduction);
  return scope(() => {
    const logits = moveAxisLast("nllLoss", x, classDim);
    const attrs = { reduction, ignoreIndex, labelSmoothing: 0, logProbabilities: true };
    return crossEntropyOp({ logits, target, weight }, { ...attrs, gradient: wantsGrad(x) }).loss;
  });
}

/** `nllLoss` as a module; PyTorch's `nn.NLLLoss`. */
export class NLLLoss extends Loss<NllLossOptions> {
  constructor(options: NllLossOptions = {}) {
    super(options);
  }

  forward(x: Tensor, target: Tensor): Tensor {
    return nllLoss(x, target, this.options);
  }
}
