import { avgPool1d } from "../../ops/avg-pool2d.ts";
import { cat } from "../../ops/cat.ts";
import { expand } from "../../ops/expand.ts";
import { slice } from "../../ops/slice.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** The mean of `width` steps around each, an odd number; the first and the last value stand for those beyond the ends: [batch, channels, time] -> the same. */
export function movingAverage(x: Tensor, width: number): Tensor {
  const beyond = (width - 1) / 2;
  if (beyond === 0) return x;
  const [batch, channels] = x.shape as [number, number, number];
  const repeated = (one: Tensor): Tensor => expand(one, batch, channels, beyond);
  const ends = [repeated(slice(x, 2, 0, 1)), x, repeated(slice(x, 2, -1))];
  return avgPool1d(cat(ends, 2), width, { stride: 1 });
}
