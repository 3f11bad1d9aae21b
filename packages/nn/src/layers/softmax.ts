import { Module } from "../module/module.ts";
import { softmax } from "../ops/softmax.ts";
import { expectIndex } from "../options/expect-argument.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** e^x, divided by its sum over `dim`, the last axis unless given. PyTorch's `nn.Softmax`. */
export class Softmax extends Module {
  readonly dim: number;

  constructor(dim = -1) {
    super();
    expectIndex("Softmax", "dim", dim);
    this.dim = dim;
  }

  protected override extraRepr(): string {
    return `dim=${this.dim}`;
  }

  forward(x: Tensor): Tensor {
    return softmax(x, this.dim);
  }
}
