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

export const layerNormOp = defineOp("layerNorm", {
  save: ({ x, weight }, { stats }) => ({ x, weight, stats }),
  accumulates: ["x"],
  backward: ({ gradient, saved: { x, weight, stats }, wants, waiting }) => {
    const { dx, dweight, dbias } = launch(
      "layerNormBackward",
      { dy: gradient, x, weight, stats, dresidual: waiting.x },
      { weight: wants.weight === true, bias: wants.bias === true },
    );
    return { x: dx, weight: dweight, bias: dbias };
  },
});

const layerNormOptions = defineOptions("layerNorm", {
  /** The last axes of x, those to normalise; unless given, the weight's, or the last alone. */
  normalizedShape: passing<number | Shape>(isNumberOrNumbers, {
    optional: true,
    expected: "a size, or an array of sizes",
  }),
  /** Of normalizedShape, as the bias. */
  weight: instance(Tensor, { optional: true }),
  bias: instance(Tensor, { optional: true }),
  eps: number({ default: 1e-5 }),
});

/** Weight, bias and eps: PyTorch's `F.layer_norm`. */
export type LayerNormOptions = Given<typeof layerNormOptions>;

/** (x - mean) / sqrt(variance + eps) * weight + bias over the last axes. Ba et al., arXiv:1607.06450. */
export function layerNorm(x: Tensor, options: LayerNormOptions = {}): Tensor {
  expectTensor("layerNorm", "x", x);
  const { normalizedShape, weight, bias, eps } = layerNormOptions.complete(options);
  const shape = normalizedShapeOf("layerNorm", x, normalizedShape, weight ?? bias);
  if (shape.length === 0) return layerNormOp({ x, weight, bias }, { eps }).y; // says what a scalar lacks
  return normalizedRows("layerNorm", x, shape, (rows, flat) =>
    soleOutput(
      layerNormOp({ x: rows, weight: weight && flat(weight), bias: bias && flat(bias) }, { eps }),
      "y",
    ),
  );
}
