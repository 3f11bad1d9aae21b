import { Module } from "../module/module.ts";
import { gelu } from "../ops/gelu.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** x * Phi(x). PyTorch's `nn.GELU`, with both forms of `approximate`. */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  constructor({ approximate = "none" }: { readonly approximate?: "none" | "tanh" } = {}) {
    super();
    this.approximate = approximate;
  }

  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }
}
