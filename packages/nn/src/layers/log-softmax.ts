import { Module } from "../module/module.ts";
import { logSoftmax } from "../ops/log-softmax.ts";
import { expectIndex } from "../options/expect-argument.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** ln softmax(x) over `dim`, the last axis unless given. PyTorch's `nn.LogSoftmax`. */
export class LogSoftmax extends Module {
  readonly dim: number;

  constructor(dim = -1) {
    super();
    expectIndex("LogSoftmax", "dim", dim);
    this.dim = dim;
  }

  protected override extraRepr(): string {
    return `dim=${this.dim}`;
  }

  forward(x: Tensor): Tensor {
    return logSoftmax(x, this.dim);
  }
}
