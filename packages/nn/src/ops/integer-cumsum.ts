import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Sums of the int32 so far along `dim`: int32, where PyTorch's are int64; they wrap around. */
export const integerCumsum = (x: Tensor, dim: number): Tensor =>
  launch("integerCumsum", { x }, { dim }).y;
