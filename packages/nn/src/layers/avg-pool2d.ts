import { Module } from "../module/module.ts";
import { pythonPair } from "../module/printed-tree.ts";
import { countPair, type Pair } from "../op-definition/window-options.ts";
import { type AvgPool2dOptions, avgPool2d, avgPool2dOptions } from "../ops/avg-pool2d.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * The mean of the elements under each window of kernelSize rows and columns: [N, C, H, W] -> [N, C, H', W'], or without
 * N. PyTorch's `nn.AvgPool2d`.
 */
export class AvgPool2d extends Module {
  readonly kernelSize: Pair;
  readonly options: AvgPool2dOptions;

  constructor(kernelSize: Pair, options: AvgPool2dOptions = {}) {
    super();
    countPair("AvgPool2d", "kernelSize", kernelSize, 1);
    this.kernelSize = kernelSize;
    this.options = avgPool2dOptions.complete(options, "AvgPool2d");
  }

  protected override extraRepr(): string {
    const { stride = this.kernelSize, padding = 0 } = this.options;
    return `kernel_size=${pythonPair(this.kernelSize)}, stride=${pythonPair(stride)}, padding=${pythonPair(padding)}`;
  }

  forward(x: Tensor): Tensor {
    const y = avgPool2d(x, this.kernelSize, this.options);
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}
