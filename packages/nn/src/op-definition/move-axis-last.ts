import { permute } from "../ops/permute.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { normalDim } from "./normal-dim.ts";

/** x with its axis `dim` after all others, whose order stays. */
export function moveAxisLast(op: string, x: Tensor, dim: number): Tensor {
  const last = x.shape.length - 1;
  // A scalar has no axis to name: the op says so.
  const at = last < 0 ? last : normalDim(op, dim, x.shape, "classDim");
  if (at === last) return x;
  const others = x.shape.map((_, i) => i).filter((i) => i !== at);
  return permute(x, [...others, at]);
}
