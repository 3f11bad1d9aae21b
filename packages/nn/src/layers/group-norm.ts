import { filledWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { pythonFlag, pythonNumber } from "../module/printed-tree.ts";
import { groupNorm } from "../ops/group-norm.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { flag, number } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";

const moduleOptions = defineOptions("GroupNorm", {
  eps: number({ default: 1e-5 }),
  affine: flag({ default: true }),
  ...parameterFields,
});

/** Options of `GroupNorm`. */
export type GroupNormModuleOptions = Given<typeof moduleOptions>;

/**
 * Normalisation of groups of channels: [N, numChannels, ...]. PyTorch's `nn.GroupNorm`; arXiv:1803.08494.
 *
 * @throws RangeError for numGroups that do not divide numChannels
 */
export class GroupNorm extends Module {
  readonly numGroups: number;
  /** [numChannels] */
  readonly weight: Tensor | undefined;
  /** [numChannels] */
  readonly bias: Tensor | undefined;
  readonly eps: number;
  readonly #numChannels: number;

  constructor(numGroups: number, numChannels: number, options: GroupNormModuleOptions = {}) {
    super();
    const { eps, affine } = moduleOptions.complete(options);
    expectCount("GroupNorm", "numChannels", numChannels);
    if (!Number.isInteger(numGroups) || numGroups < 1 || numChannels % numGroups !== 0)
      throw new RangeError(
        `GroupNorm: numGroups is ${numGroups}, expected a divisor of numChannels (${numChannels})`,
      );
    this.numGroups = numGroups;
    this.#numChannels = numChannels;
    this.eps = eps;
    if (!affine) return;
    const parameter = (name: string, value: number) =>
      this.parameter(name, newParameter([numChannels], numChannels, filledWith(value), options));
    this.weight = parameter("weight", 1);
    this.bias = parameter("bias", 0);
  }

  protected override extraRepr(): string {
    return `${this.numGroups}, ${this.#numChannels}, eps=${pythonNumber(this.eps)}, affine=${pythonFlag(!!this.weight)}, bias=${pythonFlag(!!this.bias)}`;
  }

  forward(x: Tensor): Tensor {
    expectTensor("GroupNorm", "x", x);
    if (x.shape[1] !== this.#numChannels) this.refuse("x", x, `[N, ${this.#numChannels}, ...]`);
    return groupNorm(x, this.numGroups, { weight: this.weight, bias: this.bias, eps: this.eps });
  }
}
