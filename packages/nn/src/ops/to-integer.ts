import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";

/**
 * x cut towards 0 as int32: 2^31 - 1 or -2^31 where it lies beyond, 0 for NaN (in PyTorch any number); of int32 another
 * handle on the same. No gradient flows through. PyTorch's `Tensor.int`.
 */
export const toInteger = (x: Tensor): Tensor =>
  x.dtype === "int32" ? reshape(x, x.shape) : launch("toInteger", { x }, {}).y;
