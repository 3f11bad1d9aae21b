import type { Shape } from "@qkv/core-wasm/contract";
import { defineOp } from "../op-definition/define-op.ts";
import { normalizedRows, normalizedShapeOf } from "../op-definition/normalized-rows.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { instance, number, passing } from "../options/fields.ts";
import { isNumberOrNumbers } from "../options/kinds-of-values.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { launch } from "../tensor/launch.ts";
import { Tensor } from "../tensor/tensor.ts";

export const rmsNormOp = defineOp("rmsNorm", {
  save: ({ x, weight }, { stats }) => ({ x, weight, stats }),
  accumulates: ["x"],
  backward: ({ gradient, saved: { x, weight, stats }, wants, waiting }) => {
    const { dx, dweight } = launch(
      "rmsNormBackward",
      { dy: gradient, x, weight, stats, dresidual: waiting.x },
      { weight: wants.weight === true },
    );
    return { x: dx, weight: dweight };
  },
});

/** Distance from 1 to the next float32: PyTorch's eps when none is given. */
export const FLOAT32_EPS = 2 ** -23;

const rmsNormOptions = defineOptions("rmsNorm", {
  /** The last axes of x, those to normalise; unless given, the weight's, or the last alone. */
  normalizedShape: passing<number | Shape>(isNumberOrNumbers, {
    optional: true,
    expected: "a size, or an array of sizes",
  }),
  /** Of normalizedShape. */
  weight: instance(Tensor, { optional: true }),
  /** 2^-23 unless given, as in PyTorch; Llama and T5 take 1e-6. */
  eps: number({ default: FLOAT32_EPS }),
});

/** Weight and eps: PyTorch's `F.rms_norm`. */
export type RmsNormOptions = Given<typeof rmsNormOptions>;

/** x / sqrt(mean(x^2) + eps) * weight over the last axes. Zhang and Sennrich, arXiv:1910.07467. */
export function rmsNorm(x: Tensor, options: RmsNormOptions = {}): Tensor {
  expectTensor("rmsNorm", "x", x);
  const { normalizedShape, weight, eps } = rmsNormOptions.complete(options);
  const shape = normalizedShapeOf("rmsNorm", x, normalizedShape, weight);
  if (shape.length === 0) return rmsNormOp({ x, weight }, { eps }).y; // says what a scalar lacks
  return normalizedRows("rmsNorm", x, shape, (rows, flat) =>
    soleOutput(rmsNormOp({ x: rows, weight: weight && flat(weight) }, { eps }), "y"),
  );
}
