import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { conv1d, conv1dOptions } from "../ops/conv1d.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import { anything, flag } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectChannels } from "./convolution-channels.ts";

const moduleOptions = defineOptions("Conv1d", {
  ...conv1dOptions.fields,
  bias: flag({ default: true }),
  weightInit: anything<Initializer>({ default: uniformByFanIn }),
  biasInit: anything<Initializer>({ default: uniformByFanIn }),
  ...parameterFields,
});

export type Conv1dModuleOptions = Given<typeof moduleOptions>;

/** Convolution of [N, inChannels, L] or [inChannels, L]. PyTorch's `nn.Conv1d`. */
export class Conv1d extends Module {
  /** [outChannels, inChannels / groups, kernelSize] */
  readonly weight: Tensor;
  /** [outChannels] */
  readonly bias: Tensor | undefined;
  readonly #window: Omit<Complete<typeof conv1dOptions>, "bias">;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number,
    options: Conv1dModuleOptions = {},
  ) {
    super();
    const { bias, weightInit, biasInit, ...window } = moduleOptions.complete(options);
    const { stride, padding, dilation, groups } = window;
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
    const channels = this.weight.shape[1]! * this.#window.groups;
    if (![2, 3].includes(x.shape.length) || x.shape.at(-2) !== channels)
      this.refuse("x", x, `[N, ${channels}, L] or [${channels}, L]`);
    this.expect("x", x, this.weight.device);
    const y = conv1d(x, this.weight, { ...this.#window, bias: this.bias });
    return this.see("output", y, ["N", "C", "L"]);
  }
}
