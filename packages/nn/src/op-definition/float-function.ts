import { toFloat } from "../ops/to-float.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A function of float32 that takes int32 as well: they become float32 first, as in PyTorch. */
export const floatFunction =
  (body: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor =>
    x.dtype === "int32" ? scope(() => body(toFloat(x))) : body(x);
