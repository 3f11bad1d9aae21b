import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { defineOp } from "./define-op.ts";

export const layerNormOp = defineOp("layerNorm", {
  save: ({ x, weight }, { stats }) => ({ x, weight, stats }),
  backward: ({ gradient, saved: { x, weight, stats }, wants }) => {
    const { dx, dweight, dbias } = launch(
      "layerNormBackward",
      { dy: gradient, x, weight, stats },
      { weight: wants.weight === true, bias: wants.bias === true },
    );
    return { x: dx, weight: dweight, bias: dbias };
  },
});

export interface LayerNormOptions {
  /** [n], the last axis. */
  readonly weight?: Tensor | undefined;
  readonly bias?: Tensor | undefined;
  readonly eps?: number;
}

/** (x - mean) / sqrt(variance + eps) * weight + bias over the last axis. Ba et al., arXiv:1607.06450. */
export function layerNorm(x: Tensor, { weight, bias, eps = 1e-5 }: LayerNormOptions = {}): Tensor {
  return layerNormOp({ x, weight, bias }, { eps }).y;
}
