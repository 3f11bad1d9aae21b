import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { pythonFlag } from "../module/printed-tree.ts";
import type { MultiplyOptions } from "../module/weight.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { callback, flag, instance, text } from "../options/fields.ts";
import { Tensor } from "../tensor/tensor.ts";
import { WeightHolder } from "./weight-holder.ts";

const linearOptions = defineOptions("Linear", {
  bias: flag({ default: true }),
  weightInit: callback<Initializer>({ default: uniformByFanIn }),
  biasInit: callback<Initializer>({ default: uniformByFanIn }),
  /** A parameter [outFeatures, inFeatures] to share instead of a new one. */
  weight: instance(Tensor, { optional: true }),
  /** Symbol of the output's last axis, for `capture`. */
  axis: text({ default: "out" }),
  ...parameterFields,
});

/** Options of `Linear`. */
export type LinearOptions = Given<typeof linearOptions>;

/** What `Linear` computes in the pass of its product. */
export type LinearForwardOptions = Omit<MultiplyOptions, "bias">;

const forwardNames: ReadonlySet<string> = new Set<keyof LinearForwardOptions>([
  "residual",
  "activation",
]);

/** y = x W^T + b: [..., inFeatures] -> [..., outFeatures], W [outFeatures, inFeatures]. PyTorch's `nn.Linear`. */
export class Linear extends WeightHolder {
  /** [outFeatures] */
  readonly bias: Tensor | undefined;
  readonly #axis: string;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    const { bias, weightInit, biasInit, weight, axis } = linearOptions.complete(options);
    expectCount("Linear", "inFeatures", inFeatures, 0);
    expectCount("Linear", "outFeatures", outFeatures, 0);
    super(weight ?? newParameter([outFeatures, inFeatures], inFeatures, weightInit, options));
    this.#axis = axis;
    if (bias)
      this.bias = this.parameter(
        "bias",
        newParameter([outFeatures], inFeatures, biasInit, options),
      );
  }

  protected override extraRepr(): string {
    return `in_features=${this.held.shape[1]}, out_features=${this.held.shape[0]}, bias=${pythonFlag(this.bias !== undefined)}`;
  }

  /** The activation, or a residual [..., outFeatures] to add, is computed in the same pass. */
  forward(x: Tensor, fused: LinearForwardOptions = {}): Tensor {
    refuseUnknownOptions(this.path, fused, forwardNames);
    const { bias, held } = this;
    this.expect("x", x, held.device);
    const inFeatures = held.shape[1]!;
    if (x.shape.at(-1) !== inFeatures)
      this.refuse("x", x, `last dimension ${inFeatures} (inFeatures)`);
    return this.see("output", held.multiply(x, { bias, ...fused }), ["N", "T", this.#axis]);
  }
}
