import { abs } from "../../ops/abs.ts";
import { add } from "../../ops/add.ts";
import { cat } from "../../ops/cat.ts";
import { div } from "../../ops/div.ts";
import { expand } from "../../ops/expand.ts";
import { log } from "../../ops/log.ts";
import { reshape } from "../../ops/reshape.ts";
import { slice } from "../../ops/slice.ts";
import { stack } from "../../ops/stack.ts";
import { sub } from "../../ops/sub.ts";
import { unsqueeze } from "../../ops/unsqueeze.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { ScaledSeries } from "./series-scaler.ts";

type Moments = Pick<ScaledSeries, "loc" | "scale">;

/** Each step beside the values that came `lags` steps before it: scaled values [batch, time, ...] -> [batch, steps, series lags]. */
export function laggedValues(values: Tensor, lags: readonly number[], steps: number): Tensor {
  const lagged = lags.map((lag) => slice(values, 1, -lag - steps, lag > 0 ? -lag : undefined));
  const all = stack(lagged, -1); // [batch, steps, ..., lags]
  return reshape(all, [all.shape[0]!, steps, -1]);
}

/** Values [batch, time, ...] in the measure of their series. */
export const inMeasure = (values: Tensor, { loc, scale }: Moments): Tensor =>
  div(sub(values, loc), scale);

/** What does not change with time, [batch, features]: what is known of a series, where it lies, and how large it is. */
export function staticFeatures(known: readonly Tensor[], { loc, scale }: Moments): Tensor {
  const flat = (x: Tensor) => reshape(x, [x.shape[0]!, -1]); // [batch, series]
  return cat([...known, log(add(abs(flat(loc)), 1)), log(flat(scale))], 1);
}

/** [batch, features] at each of so many steps. */
export function atEachStep(features: Tensor, steps: number): Tensor {
  const [batch, width] = features.shape as [number, number];
  return expand(unsqueeze(features, 1), batch, steps, width);
}
