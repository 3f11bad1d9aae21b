import { Module } from "../module/module.ts";
import { flatten } from "../ops/flatten.ts";
import { expectIndex } from "../options/expect-argument.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The axes from startDim to endDim as one: all but the batch. PyTorch's `nn.Flatten`. */
export class Flatten extends Module {
  readonly startDim: number;
  readonly endDim: number;

  constructor(startDim = 1, endDim = -1) {
    super();
    expectIndex("Flatten", "startDim", startDim);
    expectIndex("Flatten", "endDim", endDim);
    this.startDim = startDim;
    this.endDim = endDim;
  }

  protected override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }

  forward(x: Tensor): Tensor {
    return flatten(x, this.startDim, this.endDim);
  }
}
