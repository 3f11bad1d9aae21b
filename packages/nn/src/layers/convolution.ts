import { sizeOf } from "@qkv/core-wasm/contract";
import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import type { WholeOf } from "../options/define-options.ts";
import { anything, flag } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** What convolutions have as modules beside the options of the op. */
export const convolutionFields = {
  bias: flag({ default: true }),
  weightInit: anything<Initializer>({ default: uniformByFanIn }),
  biasInit: anything<Initializer>({ default: uniformByFanIn }),
  ...parameterFields,
};

type ConvolutionOptions = WholeOf<typeof convolutionFields> & { readonly groups: number };

/** The parameters of a convolution, over any number of axes. */
export abstract class Convolution extends Module {
  /** [outChannels, inChannels / groups, ...kernel] */
  readonly weight: Tensor;
  /** [outChannels] */
  readonly bias: Tensor | undefined;
  readonly #inChannels: number;

  constructor(
    kind: string,
    inChannels: number,
    outChannels: number,
    kernel: readonly number[],
    options: ConvolutionOptions,
  ) {
    super();
    const { groups, bias, weightInit, biasInit } = options;
    expectChannels(kind, inChannels, outChannels, groups);
    this.#inChannels = inChannels;
    const depth = inChannels / groups;
    const fanIn = depth * sizeOf(kernel);
    const shape = [outChannels, depth, ...kernel];
    this.weight = this.parameter("weight", newParameter(shape, fanIn, weightInit, options));
    if (bias)
      this.bias = this.parameter("bias", newParameter([outChannels], fanIn, biasInit, options));
  }

  /** Refuse what is not [N, inChannels, ...places] or [inChannels, ...places]; `places` are "L" or "H, W". */
  protected expectChannelsOf(x: Tensor, places: string): void {
    const [channels, rank] = [this.#inChannels, this.weight.shape.length];
    const fits = x.shape.length === rank || x.shape.length === rank - 1;
    if (!fits || x.shape.at(1 - rank) !== channels)
      this.refuse("x", x, `[N, ${channels}, ${places}] or [${channels}, ${places}]`);
    this.expect("x", x, this.weight.device);
  }
}

/** Refuse channels that the groups do not divide. */
function expectChannels(
  kind: string,
  inChannels: number,
  outChannels: number,
  groups: number,
): void {
  const counts = [inChannels, outChannels, groups];
  if (counts.every((count) => Number.isInteger(count) && count >= 1))
    if (inChannels % groups === 0 && outChannels % groups === 0) return;
  throw new RangeError(
    `${kind}: inChannels is ${inChannels}, outChannels ${outChannels}, ` +
      `expected multiples of groups, ${groups}`,
  );
}
