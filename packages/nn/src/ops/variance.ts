import { sizeOf } from "@qkv/core-wasm/contract";
import { noGrad, wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { reducedDims } from "../op-definition/normal-dims.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, number } from "../options/fields.ts";
import { expectFloat32 } from "../tensor/expect-float32.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { scale } from "./scale.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";
import { mean, sum } from "./sum.ts";

const varianceOptions = defineOptions("variance", {
  /** Taken off the number of elements that the sum of squares is divided by; 1, Bessel's, unless given. */
  correction: number({ default: 1 }),
  keepDims: flag({ default: false }),
});

/** Axes, the correction of the count, and whether axes stay: PyTorch's `var`. */
export type VarianceOptions = Given<typeof varianceOptions>;

/** sum((x - mean)^2) / (n - correction) over `dims`, an axis or several (all of them unless given). PyTorch's `var`. */
export function variance(x: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  expectTensor("variance", "x", x);
  const { correction, keepDims } = varianceOptions.complete(options);
  expectFloat32("variance", "x", x);
  const normal = reducedDims("variance", x.shape, dims);
  const count = sizeOf(normal.map((dim) => x.shape[dim]!));
  const divisor = Math.max(0, count - correction);
  return scope(() => {
    const centered = noGrad(() => sub(x, mean(x, normal, true)));
    const y = noGrad(() => scale(sum(square(centered), normal, keepDims), 1 / divisor));
    if (wantsGrad(x)) {
      const kept = x.shape.map((size, i) => (normal.includes(i) ? 1 : size));
      const saved = { centered: centered.retain() };
      // dx = 2 dy (x - mean) / (n - correction): what the mean takes part in adds up to nothing.
      record("variance", {}, { x }, y, saved, ({ gradient, saved: { centered } }) => {
        const slope = scale(reshape(gradient, kept), 2 / divisor);
        return { x: mul(centered!, slope) };
      });
    }
    return y;
  });
}
