import { Module } from "../module/module.ts";
import { type GeluOptions, gelu, geluOptions } from "../ops/gelu.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** x * Phi(x). PyTorch's `nn.GELU`, with both forms of `approximate`. */
export class GELU extends Module {
  readonly approximate: "none" | "tanh";

  constructor(options: GeluOptions = {}) {
    super();
    this.approximate = geluOptions.complete(options, "GELU").approximate;
  }

  protected override extraRepr(): string {
    return `approximate='${this.approximate}'`;
  }

  forward(x: Tensor): Tensor {
    return gelu(x, { approximate: this.approximate });
  }
}
