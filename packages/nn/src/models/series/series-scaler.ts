import { abs } from "../../ops/abs.ts";
import { add } from "../../ops/add.ts";
import { clamp } from "../../ops/clamp.ts";
import { gt } from "../../ops/compare.ts";
import { div } from "../../ops/div.ts";
import { mul } from "../../ops/mul.ts";
import { scale as scaled } from "../../ops/scale.ts";
import { sqrt } from "../../ops/sqrt.ts";
import { square } from "../../ops/square.ts";
import { sub } from "../../ops/sub.ts";
import { sum } from "../../ops/sum.ts";
import { where } from "../../ops/where.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** How series are brought to one size: by the mean of their magnitudes, by mean and deviation, or not. */
export type SeriesScaling = "mean" | "std" | "none";

/** A series, and what it was: scaled * scale + loc. */
export interface ScaledSeries {
  readonly scaled: Tensor;
  /** [batch, 1, ...] */
  readonly loc: Tensor;
  /** [batch, 1, ...], above 0 */
  readonly scale: Tensor;
}

/** A series [batch, time, ...], and a float mask of the same shape, 0 of what was not observed and does not count. */
export function scaleSeries(x: Tensor, observed: Tensor, kind: SeriesScaling): ScaledSeries {
  const counts = sum(observed, 1, true); // [batch, 1, ...]
  const atLeastOne = clamp(counts, { min: 1 });
  if (kind === "std") {
    const loc = div(sum(mul(x, observed), 1, true), atLeastOne);
    const squares = square(mul(sub(x, loc), observed));
    const scale = sqrt(add(div(sum(squares, 1, true), atLeastOne), 1e-5));
    return { scaled: div(sub(x, loc), scale), loc, scale };
  }
  const nothing = scaled(counts, 0);
  if (kind === "none") return { scaled: x, loc: nothing, scale: add(nothing, 1) };
  const sums = sum(abs(mul(x, observed)), 1, true);
  const ofBatch = div(sum(sums, 0, true), clamp(sum(counts, 0, true), { min: 1 }));
  const own = where(gt(counts, 0), div(sums, atLeastOne), ofBatch); // of a series that nobody observed
  const scale = clamp(own, { min: 1e-10 });
  return { scaled: div(x, scale), loc: nothing, scale };
}
