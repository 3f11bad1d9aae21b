import { expectShape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { reduceLoss, reductionField } from "../op-definition/reduce-loss.ts";
import { clamp } from "../ops/clamp.ts";
import { mul } from "../ops/mul.ts";
import { sub } from "../ops/sub.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lossModule } from "./loss.ts";

const marginRankingLossOptions = defineOptions("marginRankingLoss", {
  margin: number({ default: 0 }),
  reduction: reductionField,
});

/** By how much the one is to rank above the other, and how the losses become one: PyTorch's `F.margin_ranking_loss`. */
export type MarginRankingLossOptions = Given<typeof marginRankingLossOptions>;

/**
 * max(0, -target (x1 - x2) + margin), averaged: target is 1 where x1 should rank higher, else -1.
 * PyTorch's `F.margin_ranking_loss`.
 */
export function marginRankingLoss(
  x1: Tensor,
  x2: Tensor,
  target: Tensor,
  options: MarginRankingLossOptions = {},
): Tensor {
  expectTensor("marginRankingLoss", "x1", x1);
  expectTensor("marginRankingLoss", "x2", x2);
  expectTensor("marginRankingLoss", "target", target);
  const { margin, reduction } = marginRankingLossOptions.complete(options);
  expectShape("marginRankingLoss", "x2", x2.shape, x1.shape);
  expectShape("marginRankingLoss", "target", target.shape, x1.shape);
  return scope(() => {
    const short = sub(filled(x1.device, [], margin), mul(target, sub(x1, x2)));
    return reduceLoss(clamp(short, { min: 0 }), reduction);
  });
}

/** `marginRankingLoss` as a module; PyTorch's `nn.MarginRankingLoss`. */
export class MarginRankingLoss extends lossModule(marginRankingLossOptions, marginRankingLoss) {}
