import { max } from "../../ops/max.ts";
import { reshape } from "../../ops/reshape.ts";
import { select } from "../../ops/select.ts";
import { mean } from "../../ops/sum.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What is made of the tokens of a series: the first, which is of the class; their mean, or largest; or all of them. */
export type SeriesPooling = "class" | "mean" | "max" | "none";

/** [batch, channels, tokens, dModel] -> [batch, channels, dModel], or of all tokens side by side. */
export function pooledSeries(x: Tensor, pooling: SeriesPooling): Tensor {
  if (pooling === "class") return select(x, 2, 0);
  if (pooling === "mean") return mean(x, 2);
  if (pooling === "max") return max(x, 2);
  const [batch, channels, tokens, dModel] = x.shape as [number, number, number, number];
  return reshape(x, [batch, channels, tokens * dModel]);
}
