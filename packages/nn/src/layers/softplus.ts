import { Module } from "../module/module.ts";
import { type SoftplusOptions, softplus, softplusOptions } from "../ops/softplus.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** ln(1 + e^(beta x)) / beta. PyTorch's `nn.Softplus`. */
export class Softplus extends Module {
  readonly options: SoftplusOptions;

  constructor(options: SoftplusOptions = {}) {
    super();
    this.options = softplusOptions.complete(options, "Softplus");
  }

  forward(x: Tensor): Tensor {
    return softplus(x, this.options);
  }
}
