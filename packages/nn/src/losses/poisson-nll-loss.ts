import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { add } from "../ops/add.ts";
import { clamp } from "../ops/clamp.ts";
import { gt } from "../ops/compare.ts";
import { exp } from "../ops/exp.ts";
import { log } from "../ops/log.ts";
import { mul } from "../ops/mul.ts";
import { scale } from "../ops/scale.ts";
import { sub } from "../ops/sub.ts";
import { where } from "../ops/where.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const poissonNllLossOptions = defineOptions("poissonNllLoss", {
  /** x is the logarithm of the rate. */
  logInput: flag({ default: true }),
  /** Add Stirling's approximation of ln(target!). */
  full: flag({ default: false }),
  /** Added to the rate before its logarithm is taken. */
  eps: number({ default: 1e-8 }),
  reduction: reductionField,
});

/**
 * Whether x is a logarithm, whether the constant counts, and how the losses become one: PyTorch's
 * `F.poisson_nll_loss`.
 */
export type PoissonNllLossOptions = Given<typeof poissonNllLossOptions>;

/** t ln t - t + ln(2 pi t) / 2 where t > 1, else 0. */
function logFactorial(target: Tensor): Tensor {
  const t = clamp(target, { min: 1 });
  const half = scale(log(scale(t, 2 * Math.PI)), 0.5);
  return where(gt(target, 1), add(sub(mul(t, log(t)), t), half), 0);
}

/** e^x - target x, or x - target ln(x + eps) where x is the rate itself, averaged. PyTorch's `F.poisson_nll_loss`. */
export function poissonNllLoss(
  x: Tensor,
  target: Tensor,
  options: PoissonNllLossOptions = {},
): Tensor {
  expectTensor("poissonNllLoss", "x", x);
  expectTensor("poissonNllLoss", "target", target);
  const { logInput, full, eps, reduction } = poissonNllLossOptions.complete(options);
  expectShape("poissonNllLoss", "target", target.shape, x.shape);
  return scope(() => {
    const losses = logInput
      ? sub(exp(x), mul(target, x))
      : sub(x, mul(target, log(add(x, filled(x.device, [], eps)))));
    const whole = full ? add(losses, logFactorial(target)) : losses;
    return reduceLoss(whole, reduction);
  });
}

/** `poissonNllLoss` as a module; PyTorch's `nn.PoissonNLLLoss`. */
export class PoissonNLLLoss extends lossModule(poissonNllLossOptions, poissonNllLoss) {}
