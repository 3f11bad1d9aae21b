import { BatchNorm2d } from "../../layers/batch-norm.ts";
import { Conv2d } from "../../layers/conv2d.ts";
import { MaxPool2d } from "../../layers/max-pool2d.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { relu } from "../../ops/relu.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Kernels over a picture, each channel normalised over the batch, what is positive, and the largest of each 2 x 2 pixels. */
export class ConvolutionalStage extends Module {
  readonly convolution: Conv2d;
  readonly norm: BatchNorm2d;
  readonly pool: MaxPool2d;

  constructor(channels: number, kernels: number, side: number, options: ParameterOptions) {
    super();
    // The norm takes the mean away, so that a bias before it would do nothing.
    this.convolution = this.child(
      "conv",
      new Conv2d(channels, kernels, side, { ...options, padding: (side - 1) / 2, bias: false }),
    );
    this.norm = this.child("norm", new BatchNorm2d(kernels, options));
    this.pool = this.child("pool", new MaxPool2d(2));
  }

  /** [batch, channels, height, width] -> [batch, kernels, height / 2, width / 2] */
  forward(x: Tensor): Tensor {
    const y = this.pool.forward(relu(this.norm.forward(this.convolution.forward(x))));
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}
