import { Module } from "../module/module.ts";
import { pythonFlag, pythonPair } from "../module/printed-tree.ts";
import { countPair, type Pair } from "../op-definition/window-options.ts";
import { type MaxPool2dOptions, maxPool2d, maxPool2dOptions } from "../ops/max-pool2d.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * The largest element under each window of kernelSize rows and columns: [N, C, H, W] -> [N, C, H', W'], or without N.
 * PyTorch's `nn.MaxPool2d`.
 */
export class MaxPool2d extends Module {
  readonly kernelSize: Pair;
  readonly options: MaxPool2dOptions;

  constructor(kernelSize: Pair, options: MaxPool2dOptions = {}) {
    super();
    countPair("MaxPool2d", "kernelSize", kernelSize, 1);
    this.kernelSize = kernelSize;
    this.options = maxPool2dOptions.complete(options, "MaxPool2d");
  }

  protected override extraRepr(): string {
    const { stride = this.kernelSize, padding = 0, dilation = 1, ceilMode = false } = this.options;
    return `kernel_size=${pythonPair(this.kernelSize)}, stride=${pythonPair(stride)}, padding=${pythonPair(padding)}, dilation=${pythonPair(dilation)}, ceil_mode=${pythonFlag(ceilMode)}`;
  }

  forward(x: Tensor): Tensor {
    const y = maxPool2d(x, this.kernelSize, this.options);
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}
