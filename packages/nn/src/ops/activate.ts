import type { Tensor } from "../tensor/tensor.ts";
import { gelu } from "./gelu.ts";
import type { MatmulOptions } from "./matmul.ts";
import { relu } from "./relu.ts";

/** An activation that matmul may fuse, as an op of its own. */
export function activate(x: Tensor, activation: MatmulOptions["activation"] = "none"): Tensor {
  if (activation === "none") return x;
  if (activation === "relu") return relu(x);
  return gelu(x, { approximate: activation === "geluTanh" ? "tanh" : "none" });
}
