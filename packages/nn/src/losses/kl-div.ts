import { expectShape } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { sayLossAveragedOver } from "../op-definition/averaged-over.ts";
import { reduceLoss } from "../op-definition/reduce-loss.ts";
import { eq } from "../ops/compare.ts";
import { exp } from "../ops/exp.ts";
import { log } from "../ops/log.ts";
import { logSoftmax } from "../ops/log-softmax.ts";
import { mul } from "../ops/mul.ts";
import { scale } from "../ops/scale.ts";
import { sub } from "../ops/sub.ts";
import { sum } from "../ops/sum.ts";
import { where } from "../ops/where.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, oneOf } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const klDivOptions = defineOptions("klDiv", {
  /** "batchmean", the sum over the size of the first axis, is the divergence; "mean" is PyTorch's default. */
  reduction: oneOf(["mean", "sum", "none", "batchmean"], {
    default: "mean",
    expected: '"mean", "sum" or "none", or "batchmean"',
  }),
  /** The target holds log-probabilities. */
  logTarget: flag({ default: false }),
  /** x holds logits, from which the log-probabilities over the last axis are taken first. */
  inputIsLogits: flag({ default: false }),
});

/** Whether the target is given as logarithms, and how the losses become one: PyTorch's `F.kl_div`. */
export type KlDivOptions = Given<typeof klDivOptions>;

/**
 * target (ln target - x) for log-probabilities x and probabilities target, 0 where target is 0, averaged:
 * the Kullback-Leibler divergence. PyTorch's `F.kl_div`.
 */
export function klDiv(x: Tensor, target: Tensor, options: KlDivOptions = {}): Tensor {
  expectTensor("klDiv", "x", x);
  expectTensor("klDiv", "target", target);
  const { reduction, logTarget, inputIsLogits } = klDivOptions.complete(options);
  expectShape("klDiv", "target", target.shape, x.shape);
  return scope(() => {
    const logs = inputIsLogits ? logSoftmax(x) : x;
    const losses = logTarget
      ? mul(exp(target), sub(target, logs))
      : sub(mul(target, log(where(eq(target, 0), 1, target))), mul(target, logs));
    if (reduction === "batchmean") {
      const batch = x.shape[0] ?? 1;
      if (wantsGrad(losses)) sayLossAveragedOver(() => batch);
      return scale(sum(losses), 1 / batch);
    }
    return reduceLoss(losses, reduction);
  });
}

/** `klDiv` as a module; PyTorch's `nn.KLDivLoss`. */
export class KLDivLoss extends lossModule(klDivOptions, klDiv) {}
