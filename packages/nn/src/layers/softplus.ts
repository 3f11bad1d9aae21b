import { Module } from "../module/module.ts";
import { pythonFloat } from "../module/printed-tree.ts";
import { type SoftplusOptions, softplus, softplusOptions } from "../ops/softplus.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** ln(1 + e^(beta x)) / beta. PyTorch's `nn.Softplus`. */
export class Softplus extends Module {
  readonly options: SoftplusOptions;

  constructor(options: SoftplusOptions = {}) {
    super();
    this.options = softplusOptions.complete(options, "Softplus");
  }

  protected override extraRepr(): string {
    const { beta = 1, threshold = 20 } = this.options;
    return `beta=${pythonFloat(beta)}, threshold=${pythonFloat(threshold)}`;
  }

  forward(x: Tensor): Tensor {
    return softplus(x, this.options);
  }
}
