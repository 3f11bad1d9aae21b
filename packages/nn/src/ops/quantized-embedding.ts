import { constant } from "../op-definition/constant.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { PackedOperands } from "./quantized-matmul.ts";

/** Rows of a packed weight by their ids: int32 [...] -> [..., width]. There is nothing to differentiate. */
export function quantizedEmbedding(weight: PackedOperands, ids: Tensor): Tensor {
  const { format, rows, width, packed, scales } = weight;
  return launch("quantizedEmbedding", { packed, scales, ids }, { format, rows, width }).y;
}

/** A packed weight in float32, [rows, width]: every row by its id. */
export function dequantize(weight: PackedOperands): Tensor {
  const { rows, packed } = weight;
  const ids = Int32Array.from({ length: rows }, (_, row) => row);
  return quantizedEmbedding(weight, constant(packed.device, [rows], ids, "int32"));
}
