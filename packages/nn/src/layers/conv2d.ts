import { sizeOf } from "@qkv/core-wasm/contract";
import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, type ParameterOptions } from "../module/parameter-options.ts";
import { countPair, type Pair } from "../op-definition/window-options.ts";
import { type Conv2dOptions, conv2d } from "../ops/conv2d.ts";
import { expectOptions } from "../options/expect-options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectChannels } from "./convolution-channels.ts";

export interface Conv2dModuleOptions extends ParameterOptions, Omit<Conv2dOptions, "bias"> {
  readonly bias?: boolean;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
}

/** Convolution of [N, inChannels, H, W] or [inChannels, H, W]. PyTorch's `nn.Conv2d`. */
export class Conv2d extends Module {
  /** [outChannels, inChannels / groups, kH, kW] */
  readonly weight: Tensor;
  /** [outChannels] */
  readonly bias: Tensor | undefined;
  readonly #window: Omit<Conv2dOptions, "bias">;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Pair,
    options: Conv2dModuleOptions = {},
  ) {
    super();
    expectOptions("Conv2d", options, [
      "stride",
      "padding",
      "dilation",
      "groups",
      "bias",
      "weightInit",
      "biasInit",
      "generator",
      "device",
    ]);
    const { stride = 1, padding = 0, dilation = 1, groups = 1, bias = true } = options;
    const { weightInit = uniformByFanIn, biasInit = uniformByFanIn } = options;
    expectChannels("Conv2d", inChannels, outChannels, groups);
    const kernel = countPair("Conv2d", "kernelSize", kernelSize, 1);
    this.#window = { stride, padding, dilation, groups };
    const depth = inChannels / groups;
    const fanIn = depth * sizeOf(kernel);
    const shape = [outChannels, depth, ...kernel];
    this.weight = this.parameter("weight", newParameter(shape, fanIn, weightInit, options));
    if (bias)
      this.bias = this.parameter("bias", newParameter([outChannels], fanIn, biasInit, options));
  }

  forward(x: Tensor): Tensor {
    const channels = this.weight.shape[1]! * (this.#window.groups ?? 1);
    if (![3, 4].includes(x.shape.length) || x.shape.at(-3) !== channels)
      this.refuse("x", x, `[N, ${channels}, H, W] or [${channels}, H, W]`);
    this.expect("x", x, this.weight.device);
    const y = conv2d(x, this.weight, { ...this.#window, bias: this.bias });
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}
