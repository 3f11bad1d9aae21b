import { Module } from "../module/module.ts";
import type { Pair } from "../op-definition/window-options.ts";
import { type MaxPool2dOptions, maxPool2d } from "../ops/max-pool2d.ts";
import { expectOptions } from "../options/expect-options.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** The largest element under each window. PyTorch's `nn.MaxPool2d`. */
export class MaxPool2d extends Module {
  readonly kernelSize: Pair;
  readonly options: MaxPool2dOptions;

  constructor(kernelSize: Pair, options: MaxPool2dOptions = {}) {
    super();
    expectOptions("MaxPool2d", options, ["stride", "padding", "dilation", "ceilMode"]);
    this.kernelSize = kernelSize;
    this.options = options;
  }

  forward(x: Tensor): Tensor {
    const y = maxPool2d(x, this.kernelSize, this.options);
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}
