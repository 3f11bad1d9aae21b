import { sizeOf } from "@qkv/core-wasm/contract";
import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { pythonTuple } from "../module/printed-tree.ts";
import type { WholeOf } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { callback, flag } from "../options/fields.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What convolutions have as modules beside the options of the op. */
export const convolutionFields = {
  bias: flag({ default: true }),
  weightInit: callback<Initializer>({ default: uniformByFanIn }),
  biasInit: callback<Initializer>({ default: uniformByFanIn }),
  ...parameterFields,
};

/** Options that the convolution modules share, complete. */
export type ConvolutionOptions = WholeOf<typeof convolutionFields> & { readonly groups: number };

/** How the window of a convolution moves, on every axis or on each. */
export interface ConvolutionWindow {
  readonly stride: number | readonly number[];
  readonly padding: number | readonly number[] | "same" | "valid";
  readonly dilation: number | readonly number[];
  readonly groups: number;
}

/** The parameters of a convolution, over any number of axes. */
export abstract class Convolution extends Module {
  /** [outChannels, inChannels / groups, ...kernel] */
  readonly weight: Tensor;
  /** [outChannels] */
  readonly bias: Tensor | undefined;
  readonly #inChannels: number;
  /** Stride, padding and so on. */
  protected abstract readonly window: ConvolutionWindow;

  constructor(
    kind: string,
    inChannels: number,
    outChannels: number,
    kernel: readonly number[],
    options: ConvolutionOptions,
  ) {
    super();
    const { groups, bias, weightInit, biasInit } = options;
    expectCount(kind, "inChannels", inChannels);
    expectCount(kind, "outChannels", outChannels);
    expectChannels(kind, inChannels, outChannels, groups);
    this.#inChannels = inChannels;
    const depth = inChannels / groups;
    const fanIn = depth * sizeOf(kernel);
    const shape = [outChannels, depth, ...kernel];
    this.weight = this.parameter("weight", newParameter(shape, fanIn, weightInit, options));
    if (bias)
      this.bias = this.parameter("bias", newParameter([outChannels], fanIn, biasInit, options));
  }

  protected override extraRepr(): string {
    const { shape } = this.weight;
    const kernel = shape.slice(2);
    const { stride, padding, dilation, groups } = this.window;
    const all = (value: number | readonly number[]) =>
      typeof value === "number" ? kernel.map(() => value) : value;
    const parts = [
      String(this.#inChannels),
      String(shape[0]),
      `kernel_size=${pythonTuple(kernel)}`,
      `stride=${pythonTuple(all(stride))}`,
    ];
    if (typeof padding === "string") parts.push(`padding=${padding}`);
    else if (all(padding).some((places) => places !== 0))
      parts.push(`padding=${pythonTuple(all(padding))}`);
    if (all(dilation).some((step) => step !== 1))
      parts.push(`dilation=${pythonTuple(all(dilation))}`);
    if (groups !== 1) parts.push(`groups=${groups}`);
    if (!this.bias) parts.push("bias=False");
    return parts.join(", ");
  }

  /** Refuse what is not [N, inChannels, ...places] or [inChannels, ...places]; `places` are "L" or "H, W". */
  protected expectChannelsOf(x: Tensor, places: string): void {
    if (!(x instanceof Tensor)) expectTensor(this.path, "x", x);
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
