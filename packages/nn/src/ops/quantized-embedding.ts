import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { PackedOperands } from "./quantized-matmul.ts";

/** Rows of a packed weight by their ids: int32 [...] -> [..., width]. Not differentiable. */
export function quantizedEmbedding(weight: PackedOperands, ids: Tensor): Tensor {
  const { format, rows, width, packed, scales } = weight;
  return launch("quantizedEmbedding", { packed, scales, ids }, { format, rows, width }).y;
}
