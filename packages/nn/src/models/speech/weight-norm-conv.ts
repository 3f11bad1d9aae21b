import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { conv1d } from "../../ops/conv1d.ts";
import { div } from "../../ops/div.ts";
import { mul } from "../../ops/mul.ts";
import { norm } from "../../ops/norm.ts";
import { slice } from "../../ops/slice.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * A grouped convolution of a sequence that keeps its length. Each place of its kernel has a direction and a length that are
 * learnt apart: PyTorch's `weight_norm` over the last axis; Salimans and Kingma, arXiv:1602.07868.
 */
export class WeightNormConv extends Module {
  /** [1, 1, kernel], the length of the weight at each place */
  readonly lengths: Tensor;
  /** [channels, channels / groups, kernel] */
  readonly directions: Tensor;
  /** [channels] */
  readonly bias: Tensor;
  readonly #groups: number;

  constructor(channels: number, kernel: number, groups: number, options: ParameterOptions) {
    super();
    this.#groups = groups;
    const deviation = 2 * Math.sqrt(1 / (kernel * channels));
    const shape = [channels, channels / groups, kernel];
    const usual = deviation * Math.sqrt(channels * (channels / groups)); // of a direction as it is drawn
    const own = (name: string, of: readonly number[], init: ReturnType<typeof filledWith>) =>
      this.parameter(name, newParameter(of, channels, init, options));
    this.bias = own("bias", [channels], filledWith(0));
    this.lengths = own("parametrizations.weight.original0", [1, 1, kernel], filledWith(usual));
    this.directions = own("parametrizations.weight.original1", shape, normalWith(deviation));
  }

  /** [batch, channels, tokens] -> the same. */
  forward(x: Tensor): Tensor {
    return scope(() => {
      const { lengths, directions, bias } = this;
      const weight = mul(directions, div(lengths, norm(directions, 2, [0, 1], true)));
      const kernel = directions.shape[2]!;
      const padding = Math.floor(kernel / 2);
      const y = conv1d(x, weight, { bias, padding, groups: this.#groups });
      return kernel % 2 === 0 ? slice(y, 2, 0, -1) : y; // one token too many
    });
  }
}
