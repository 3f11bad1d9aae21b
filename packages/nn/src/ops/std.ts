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
import { eq } from "./compare.ts";
import { div } from "./div.ts";
import { mul } from "./mul.ts";
import { reshape } from "./reshape.ts";
import { scale } from "./scale.ts";
import { sqrt } from "./sqrt.ts";
import { sub } from "./sub.ts";
import { mean } from "./sum.ts";
import { variance } from "./variance.ts";
import { where } from "./where.ts";

const stdOptions = defineOptions("std", {
  /** Taken off the number of elements that the sum of squares is divided by; 1, Bessel's, unless given. */
  correction: number({ default: 1 }),
  keepDims: flag({ default: false }),
});

/** Axes, the correction of the count, and whether axes stay: PyTorch's `std`. */
export type StdOptions = Given<typeof stdOptions>;

/**
 * Standard deviation over `dims`, an axis or several (all of them unless given): sqrt(sum((x - mean)^2) / (n - correction)).
 * As in PyTorch (`torch.std`) that of one element is NaN, and where it is 0 it has no gradient. Infinite where the squares
 * are beyond float32.
 */
export function std(x: Tensor, dims?: Dims, options: StdOptions = {}): Tensor {
  expectTensor("std", "x", x);
  const { correction, keepDims } = stdOptions.complete(options);
  expectFloat32("std", "x", x);
  const normal = reducedDims("std", x.shape, dims);
  const divisor = Math.max(0, sizeOf(normal.map((dim) => x.shape[dim]!)) - correction);
  return scope(() => {
    const y = noGrad(() => sqrt(variance(x, normal, { correction, keepDims })));
    if (wantsGrad(x)) {
      const kept = x.shape.map((size, i) => (normal.includes(i) ? 1 : size));
      // dx = dy (x - mean) / (y (n - correction)): what the mean takes part in adds up to nothing.
      const saved = { x: x.retain(), y: y.retain() };
      record("std", {}, { x }, y, saved, ({ gradient, saved: { x, y } }) => {
        const slope = scale(where(eq(y!, 0), 0, div(gradient, y!)), 1 / divisor);
        return { x: mul(sub(x!, mean(x!, normal, true)), reshape(slope, kept)) };
      });
    }
    return y;
  });
}
