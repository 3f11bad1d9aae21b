import { countPair, type Pair } from "../op-definition/window-options.ts";
import { conv2d, conv2dOptions } from "../ops/conv2d.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Convolution, convolutionFields } from "./convolution.ts";

const moduleOptions = defineOptions("Conv2d", { ...conv2dOptions.fields, ...convolutionFields });

/** PyTorch's arguments of `nn.Conv2d` behind the sizes, with its defaults. */
export type Conv2dModuleOptions = Given<typeof moduleOptions>;

/**
 * Convolution of [N, inChannels, H, W] or [inChannels, H, W] -> [N, outChannels, H', W'] or without N; the weight is
 * [outChannels, inChannels / groups, kernelHeight, kernelWidth], the bias [outChannels]. PyTorch's `nn.Conv2d`.
 *
 * @throws OptionError for channels that are no counts; RangeError for such a kernel size, and groups that do not divide
 * the channels
 */
export class Conv2d extends Convolution {
  protected override readonly window: Omit<Complete<typeof conv2dOptions>, "bias">;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Pair,
    options: Conv2dModuleOptions = {},
  ) {
    const chosen = moduleOptions.complete(options);
    super(
      "Conv2d",
      inChannels,
      outChannels,
      countPair("Conv2d", "kernelSize", kernelSize, 1),
      chosen,
    );
    const { stride, padding, dilation, groups } = chosen;
    this.window = { stride, padding, dilation, groups };
  }

  forward(x: Tensor): Tensor {
    this.expectChannelsOf(x, "H, W");
    const y = conv2d(x, this.weight, { ...this.window, bias: this.bias });
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}
