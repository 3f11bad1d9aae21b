import { conv1d, conv1dOptions } from "../ops/conv1d.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Convolution, convolutionFields } from "./convolution.ts";

const moduleOptions = defineOptions("Conv1d", { ...conv1dOptions.fields, ...convolutionFields });

/** PyTorch's arguments of `nn.Conv1d` behind the sizes, with its defaults. */
export type Conv1dModuleOptions = Given<typeof moduleOptions>;

/**
 * Convolution of [N, inChannels, L] or [inChannels, L] -> [N, outChannels, L'] or without N; the weight is
 * [outChannels, inChannels / groups, kernelSize], the bias [outChannels]. PyTorch's `nn.Conv1d`.
 *
 * @throws OptionError for channels that are no counts; RangeError for such a kernel size, and groups that do not divide
 * the channels
 */
export class Conv1d extends Convolution {
  protected override readonly window: Omit<Complete<typeof conv1dOptions>, "bias">;

  constructor(
    inChannels: number,
    outChannels: number,
    kernelSize: number,
    options: Conv1dModuleOptions = {},
  ) {
    const chosen = moduleOptions.complete(options);
    if (!Number.isInteger(kernelSize) || kernelSize < 1)
      throw new RangeError(`Conv1d: kernelSize is ${kernelSize}, expected an integer from 1`);
    super("Conv1d", inChannels, outChannels, [kernelSize], chosen);
    const { stride, padding, dilation, groups } = chosen;
    this.window = { stride, padding, dilation, groups };
  }

  forward(x: Tensor): Tensor {
    this.expectChannelsOf(x, "L");
    const y = conv1d(x, this.weight, { ...this.window, bias: this.bias });
    return this.see("output", y, ["N", "C", "L"]);
  }
}
