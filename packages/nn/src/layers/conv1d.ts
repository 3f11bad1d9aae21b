import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, type ParameterOptions } from "../module/parameter-options.ts";
import { type Conv1dOptions, conv1d } from "../ops/conv1d.ts";
import { expectOptions } from "../options/expect-options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectChannels } from "./convolution-channels.ts";

export interface Conv1dModuleOptions extends ParameterOptions, Omit<Conv1dOptions, "bias"> {
  readonly bias?: boolean;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
}

/** Convolution of [N, inChannels, L] or [inChannels, L]. PyTorch's `nn.Conv1d`. */
export class Conv1d extends Module {
  /** [outChannels, inChannels / groups, kernelSize] */
  readonly weight: Tensor;
  /** [outChannels] */
  readonly bias: Tensor | undefined;
  readonly #window: Omit<Conv1dOptions, "bias">;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number,
    options: Conv1dModuleOptions = {},
  ) {
    super();
    expectOptions("Conv1d", options, [
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
    expectChannels("Conv1d", inChannels, outChannels, groups);
    if (!Number.isInteger(kernelSize) || kernelSize < 1)
      throw new RangeError(`Conv1d: kernelSize is ${kernelSize}, expected an integer from 1`);
    this.#window = { stride, padding, dilation, groups };
    const depth = inChannels / groups;
    const fanIn = depth * kernelSize;
    const shape = [outChannels, depth, kernelSize];
    this.weight = this.parameter("weight", newParameter(shape, fanIn, weightInit, options));
    if (bias)
      this.bias = this.parameter("bias", newParameter([outChannels], fanIn, biasInit, options));
  }

  forward(x: Tensor): Tensor {
    const channels = this.weight.shape[1]! * (this.#window.groups ?? 1);
    if (![2, 3].includes(x.shape.length) || x.shape.at(-2) !== channels)
      this.refuse("x", x, `[N, ${channels}, L] or [${channels}, L]`);
    this.expect("x", x, this.weight.device);
    const y = conv1d(x, this.weight, { ...this.#window, bias: this.bias });
    return this.see("output", y, ["N", "C", "L"]);
  }
}
