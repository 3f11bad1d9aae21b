import { wantsGrad } from "../autograd/grad-mode.ts";
import { sayLossAveragedOver } from "../op-definition/averaged-over.ts";
import { expectClassIds } from "../op-definition/class-target.ts";
import { moveAxisLast } from "../op-definition/move-axis-last.ts";
import { reductionField } from "../op-definition/reduce-loss.ts";
import { countTargets } from "../ops/count-targets.ts";
import { crossEntropyOp } from "../ops/cross-entropy.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance, integer } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const nllLossOptions = defineOptions("nllLoss", {
  /** [classes]: how much the targets of each class count. */
  weight: instance(Tensor, { optional: true }),
  /** Targets that count for nothing. */
  ignoreIndex: integer({ default: -100 }),
  reduction: reductionField,
  /** The axis of the classes: the last unless given. PyTorch has them on axis 1. */
  classDim: integer({ default: -1 }),
});

/** Weights of classes, the target that counts for nothing, and how the losses become one: PyTorch's `F.nll_loss`. */
export type NllLossOptions = Given<typeof nllLossOptions>;

/**
 * -weight[target] x[target], averaged by those weights: log-probabilities x [..., classes], target int32
 * [...]. PyTorch's `F.nll_loss` with the classes on the last axis, or on `classDim`.
 */
export function nllLoss(x: Tensor, target: Tensor, options: NllLossOptions = {}): Tensor {
  expectTensor("nllLoss", "x", x);
  expectTensor("nllLoss", "target", target);
  const { weight, ignoreIndex, reduction, classDim } = nllLossOptions.complete(options);
  expectClassIds("nllLoss", x, target, classDim);
  return scope(() => {
    const logits = moveAxisLast("nllLoss", x, classDim);
    const attrs = { reduction, ignoreIndex, labelSmoothing: 0, logProbabilities: true };
    if (reduction === "mean" && wantsGrad(x))
      sayLossAveragedOver(() => countTargets({ target, weight, ignoreIndex }));
    return crossEntropyOp({ logits, target, weight }, { ...attrs, gradient: wantsGrad(x) }).loss;
  });
}

/** `nllLoss` as a module; PyTorch's `nn.NLLLoss`. */
export class NLLLoss extends lossModule(nllLossOptions, nllLoss) {}
