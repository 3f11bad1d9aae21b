import { sizeOf } from "@qkv/core-wasm/contract";
import { reducedDims } from "../op-definition/normal-dims.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { flag, number } from "../options/fields.ts";
import { expectFloat32 } from "../tensor/expect-float32.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Dims } from "../tensor/tensor-operations.ts";
import { scale } from "./scale.ts";
import { square } from "./square.ts";
import { sub } from "./sub.ts";
import { mean, sum } from "./sum.ts";

const varianceOptions = defineOptions("variance", {
  /** Taken off the number of elements that the sum of squares is divided by; 1, Bessel's, unless given. */
  correction: number({ default: 1 }),
  keepDims: flag({ default: false }),
});

export type VarianceOptions = Given<typeof varianceOptions>;

/** sum((x - mean)^2) / (n - correction) over `dims`, an axis or several (all of them unless given). PyTorch's `var`. */
export function variance(x: Tensor, dims?: Dims, options: VarianceOptions = {}): Tensor {
  const { correction, keepDims } = varianceOptions.complete(options);
  expectFloat32("variance", "x", x);
  const normal = reducedDims("variance", x.shape, dims);
  const count = sizeOf(normal.map((dim) => x.shape[dim]!));
  return scope(() => {
    const squares = square(sub(x, mean(x, normal, true)));
    return scale(sum(squares, normal, keepDims), 1 / Math.max(0, count - correction));
  });
}
