import type { QuantizedFormat } from "@qkv/core-wasm/contract";
import { wantsGrad } from "../autograd/grad-mode.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A weight [rows, width] in the words of the quantised kernels. */
export interface PackedOperands {
  readonly format: QuantizedFormat;
  readonly rows: number;
  readonly width: number;
  /** int32 [panels of 16 rows, words] */
  readonly packed: Tensor;
  /** [rows] for int8, [panels, blocks, 16] for int4, none for bf16 and f16. */
  readonly scales: Tensor | undefined;
}

/**
 * y = x W^T + bias with a packed W: x [..., width] -> [..., rows]. Forward only: activations are rounded on the way, and
 * a gradient through it is refused.
 */
export function quantizedMatmul(x: Tensor, weight: PackedOperands, bias?: Tensor): Tensor {
  const { format, rows, width, packed, scales } = weight;
  if (wantsGrad(x, bias))
    throw new Error(
      `quantizedMatmul: ${x.requiresGrad ? "x" : "bias"} requires a gradient, expected none: ` +
        "quantised weights are for inference (freeze what comes before, or use noGrad)",
    );
  return launch("quantizedMatmul", { x, packed, scales, bias }, { format, rows, width }).y;
}
