import { expectShape } from "@qkv/core-wasm/contract";
import { noGrad, wantsGrad } from "../autograd/grad-mode.ts";
import { sayLossAveragedOver } from "../op-definition/averaged-over.ts";
import { type Reduction, reduceLoss } from "../op-definition/reduce-loss.ts";
import { div } from "../ops/div.ts";
import { mul } from "../ops/mul.ts";
import { sum } from "../ops/sum.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The losses times a weight of each element; their mean is divided by the sum of the weights. */
export function weightedLoss(
  op: string,
  losses: Tensor,
  weight: Tensor | undefined,
  reduction: Reduction,
): Tensor {
  if (!weight) return reduceLoss(losses, reduction);
  expectShape(op, "weight", weight.shape, losses.shape);
  const weighted = mul(losses, weight);
  if (reduction !== "mean") return reduceLoss(weighted, reduction);
  if (wantsGrad(weighted)) sayLossAveragedOver(() => noGrad(() => sum(weight)));
  return div(sum(weighted), sum(weight));
}
