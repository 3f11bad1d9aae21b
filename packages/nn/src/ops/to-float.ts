import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { reshape } from "./reshape.ts";

/** x as float32, above 2^24 the nearest one; of float32 another handle on the same. PyTorch's `Tensor.float`. */
export const toFloat = (x: Tensor): Tensor =>
  x.dtype === "float32" ? reshape(x, x.shape) : launch("toFloat", { x }, {}).y;
