import type { AttrsOf } from "@qkv/core-wasm/contract";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

type Attrs = AttrsOf<"integerReduce">;

/** The sum, the largest or the smallest of int32 over axes: int32, where PyTorch's sum is int64; a sum wraps around. */
export const integerReduce = (
  operation: Attrs["operation"],
  x: Tensor,
  axes: Omit<Attrs, "operation">,
): Tensor => launch("integerReduce", { x }, { operation, ...axes }).y;
