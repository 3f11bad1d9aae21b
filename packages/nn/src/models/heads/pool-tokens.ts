import { tensor } from "../../device/create-tensor.ts";
import { add } from "../../ops/add.ts";
import { clamp } from "../../ops/clamp.ts";
import { eq } from "../../ops/compare.ts";
import { div } from "../../ops/div.ts";
import { max } from "../../ops/max.ts";
import { mul } from "../../ops/mul.ts";
import { neg } from "../../ops/neg.ts";
import { select } from "../../ops/select.ts";
import { sqrt } from "../../ops/sqrt.ts";
import { sum } from "../../ops/sum.ts";
import { toFloat } from "../../ops/to-float.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import { where } from "../../ops/where.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Encoded } from "./head.ts";

/**
 * One vector of a sequence's: that of the first token, of the first or the last that is no padding, the largest of each channel, the mean, the sum over the root of
 * the length, or the mean in which the token in place t counts t times. Reimers and Gurevych, arXiv:1908.10084, section 3.
 */
export type TokenPooling =
  | "first"
  | "firstShown"
  | "last"
  | "max"
  | "mean"
  | "meanSqrtLength"
  | "weightedMean";

/** [batch, tokens, width] -> [batch, width]; padding is left out. */
export function poolTokens(pooling: TokenPooling, { hidden, attentionMask }: Encoded): Tensor {
  const [batch, tokens] = hidden.shape as readonly [number, number, number];
  if (pooling === "first") return select(hidden, 1, 0);
  return scope(() => {
    const { device } = hidden;
    const mask = attentionMask ?? tensor(ones(batch, tokens), { device, shape: [batch, tokens] });
    if (pooling === "max") return max(where(unsqueeze(mask, -1), hidden, -1e9), 1);
    const places = () => mul(mask, tensor(counting(tokens), { device })); // int32 [batch, tokens]
    if (pooling === "last") return weighted(hidden, highestOf(places(), mask));
    if (pooling === "firstShown")
      return weighted(hidden, highestOf(mul(mask, add(neg(places()), tokens + 1)), mask));
    const weights = pooling === "weightedMean" ? toFloat(places()) : toFloat(mask);
    const total = clamp(sum(weights, 1, true), { min: 1e-9 }); // [batch, 1]
    return div(weighted(hidden, weights), pooling === "meanSqrtLength" ? sqrt(total) : total);
  });
}

/** Sum over the tokens, each times its weight: [batch, tokens, width], [batch, tokens] -> [batch, width]. */
const weighted = (hidden: Tensor, weights: Tensor): Tensor =>
  sum(mul(hidden, unsqueeze(weights, -1)), 1);

/** 1 of the token of each sequence that stands highest. */
const highestOf = (places: Tensor, mask: Tensor): Tensor =>
  toFloat(mul(eq(places, max(places, 1, true)), mask));

const ones = (rows: number, tokens: number): Int32Array => new Int32Array(rows * tokens).fill(1);
const counting = (tokens: number): Int32Array =>
  Int32Array.from({ length: tokens }, (_, i) => i + 1);
