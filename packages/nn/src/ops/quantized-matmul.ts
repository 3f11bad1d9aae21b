import type { QuantizedFormat, Shape } from "@qkv/core-wasm/contract";
import { filled } from "../op-definition/constant.ts";
import { defineOp } from "../op-definition/define-op.ts";
import { reduceTo } from "../op-definition/reduce-to.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { dequantize } from "./quantized-embedding.ts";

/** A weight [rows, width] in the words of the quantised kernels. */
export interface PackedOperands {
  readonly format: QuantizedFormat;
  readonly rows: number;
  readonly width: number;
  /** int32, see `packedShape`. */
  readonly packed: Tensor;
  /** float32, see `scalesShape`; none where the format has none. */
  readonly scales: Tensor | undefined;
}

/**
 * dx = dy W with W decoded for as long as that takes, dbias = the rows of dy added up. Where the format rounds x, rounding
 * counts as the identity (straight-through, Bengio et al., arXiv:1308.3432). W has no gradient.
 */
const quantizedMatmulOp = defineOp("quantizedMatmul", {
  save: ({ packed, scales }) => ({ packed, scales }),
  backward: ({ gradient, saved, attrs, shapes, wants }) => ({
    x: wants.x ? gradientOfX(gradient, { ...attrs, ...saved }, shapes.x) : undefined,
    bias: wants.bias ? reduceTo(gradient, shapes.bias!) : undefined,
  }),
});

function gradientOfX(dy: Tensor, weight: PackedOperands, shape: Shape): Tensor {
  if (dy.size === 0) return filled(dy.device, shape, 0);
  const a = dy.alias([dy.size / weight.rows, weight.rows]);
  const plain = { transposeA: false, transposeB: false, activation: "none" } as const;
  return launch("matmul", { a, b: dequantize(weight) }, plain).c.alias(shape);
}

/** y = x W^T + bias with a packed W: x [..., width] -> [..., rows]. */
export function quantizedMatmul(x: Tensor, weight: PackedOperands, bias?: Tensor): Tensor {
  const { format, rows, width, packed, scales } = weight;
  return quantizedMatmulOp({ x, packed, scales, bias }, { format, rows, width }).y;
}
