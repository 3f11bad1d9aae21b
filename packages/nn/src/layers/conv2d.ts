import { sizeOf } from "@qkv/core-wasm/contract";
import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { countPair, type Pair } from "../op-definition/window-options.ts";
import { conv2d, conv2dOptions } from "../ops/conv2d.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { anything, flag } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectChannels } from "./convolution-channels.ts";

const moduleOptions = defineOptions("Conv2d", {
  ...conv2dOptions.fields,
  bias: flag({ default: true }),
  weightInit: anything<Initializer>({ default: uniformByFanIn }),
  biasInit: anything<Initializer>({ default: uniformByFanIn }),
  ...parameterFields,
});

export type Conv2dModuleOptions = Given<typeof moduleOptions>;

/** Convolution of [N, inChannels, H, W] or [inChannels, H, W]. PyTorch's `nn.Conv2d`. */
export class Conv2d extends Module {
  /** [outChannels, inChannels / groups, kH, kW] */
  readonly weight: Tensor;
  /** [outChannels] */
  readonly bias: Tensor | undefined;
  readonly #window: Omit<Complete<typeof conv2dOptions>, "bias">;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: Pair,
    options: Conv2dModuleOptions = {},
  ) {
    super();
    const { bias, weightInit, biasInit, ...window } = moduleOptions.complete(options);
    const { stride, padding, dilation, groups } = window;
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
    const channels = this.weight.shape[1]! * this.#window.groups;
    if (![3, 4].includes(x.shape.length) || x.shape.at(-3) !== channels)
      this.refuse("x", x, `[N, ${channels}, H, W] or [${channels}, H, W]`);
    this.expect("x", x, this.weight.device);
    const y = conv2d(x, this.weight, { ...this.#window, bias: this.bias });
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}
