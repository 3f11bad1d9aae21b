import { wantsGrad } from "../autograd/grad-mode.ts";
import { mean, sum } from "../ops/sum.ts";
import { oneOf } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { sayLossAveragedOver } from "./averaged-over.ts";

/** What becomes of the losses of the elements: their mean, their sum, or nothing. */
export type Reduction = "mean" | "sum" | "none";

/** The option of every loss that says so. */
export const reductionField = oneOf(["mean", "sum", "none"], {
  default: "mean",
  expected: '"mean", "sum" or "none"',
});

/** The losses as the reduction wants them. */
export function reduceLoss(losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === "none") return losses;
  if (reduction === "mean" && wantsGrad(losses)) sayLossAveragedOver(() => losses.size);
  return reduction === "mean" ? mean(losses) : sum(losses);
}
