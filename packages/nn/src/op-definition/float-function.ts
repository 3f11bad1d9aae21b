import { toFloat } from "../ops/to-float.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** A function of float32 that takes int32 as well: they become float32 first, as in PyTorch. */
export const floatFunction =
  (op: string, body: (x: Tensor) => Tensor) =>
  (x: Tensor): Tensor => {
    expectTensor(op, "x", x);
    return x.dtype === "int32" ? scope(() => body(toFloat(x))) : body(x);
  };
