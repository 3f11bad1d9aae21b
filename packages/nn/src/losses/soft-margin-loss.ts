import { expectShape } from "@qkv/core-wasm/contract";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { mul } from "../ops/mul.ts";
import { neg } from "../ops/neg.ts";
import { softplus } from "../ops/softplus.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const softMarginLossOptions = defineOptions("softMarginLoss", {
  reduction: reductionField,
});

/** How the losses become one: PyTorch's `F.soft_margin_loss`. */
export type SoftMarginLossOptions = Given<typeof softMarginLossOptions>;

/** ln(1 + e^(-target x)), averaged; target is 1 or -1. PyTorch's `F.soft_margin_loss`. */
export function softMarginLoss(
  x: Tensor,
  target: Tensor,
  options: SoftMarginLossOptions = {},
): Tensor {
  expectTensor("softMarginLoss", "x", x);
  expectTensor("softMarginLoss", "target", target);
  const { reduction } = softMarginLossOptions.complete(options);
  expectShape("softMarginLoss", "target", target.shape, x.shape);
  return scope(() => reduceLoss(softplus(neg(mul(target, x))), reduction));
}

/** `softMarginLoss` as a module; PyTorch's `nn.SoftMarginLoss`. */
export class SoftMarginLoss extends lossModule(softMarginLossOptions, softMarginLoss) {}
