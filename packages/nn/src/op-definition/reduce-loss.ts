import { mean, sum } from "../ops/sum.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What becomes of the losses of the elements: their mean, their sum, or nothing. */
export type Reduction = "mean" | "sum" | "none";

/** Refuse a reduction that there is not. */
export function expectReduction(op: string, reduction: Reduction): void {
  if (!["mean", "sum", "none"].includes(reduction))
    throw new RangeError(`${op}: reduction is ${reduction}, expected "mean", "sum" or "none"`);
}

/** The losses as the reduction wants them. */
export function reduceLoss(op: string, losses: Tensor, reduction: Reduction): Tensor {
  expectReduction(op, reduction);
  if (reduction === "none") return losses;
  return reduction === "mean" ? mean(losses) : sum(losses);
}
