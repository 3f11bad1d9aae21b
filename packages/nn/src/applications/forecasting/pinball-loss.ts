import { tensor } from "../../device/create-tensor.ts";
import { maximum } from "../../ops/maximum.ts";
import { mul } from "../../ops/mul.ts";
import { reshape } from "../../ops/reshape.ts";
import { sub } from "../../ops/sub.ts";
import { mean } from "../../ops/sum.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * The loss of which quantiles are the minimum: a value above the forecast costs q for each unit, one below it 1 - q; the mean
 * over all. Koenker and Bassett, Regression quantiles (1978).
 *
 * @param forecast [batch, quantiles * steps, channels], the steps of each quantile one after the other
 * @param future [batch, steps, channels]
 */
export function pinballLoss(
  forecast: Tensor,
  future: Tensor,
  quantiles: readonly number[],
): Tensor {
  return scope(() => {
    const [batch, steps, channels] = future.shape as [number, number, number];
    const shape = [batch, quantiles.length, steps, channels];
    const over = (values: readonly number[]): Tensor =>
      tensor(Float32Array.from(values), {
        ...{ shape: [values.length, 1, 1], device: forecast.device },
      });
    const errors = sub(reshape(future, [batch, 1, steps, channels]), reshape(forecast, shape));
    const above = mul(errors, over(quantiles));
    const below = mul(errors, over(quantiles.map((q) => q - 1)));
    return reshape(mean(maximum(above, below)), [1]);
  });
}
