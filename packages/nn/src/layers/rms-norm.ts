import { type Shape, sizeOf } from "@qkv/core-wasm/contract";
import { filledWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { pythonFlag, pythonNumber, pythonTuple } from "../module/printed-tree.ts";
import { FLOAT32_EPS, rmsNorm } from "../ops/rms-norm.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectSizes } from "../options/expect-count.ts";
import { flag, number } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";

const moduleOptions = defineOptions("RMSNorm", {
  /** 2^-23 unless given, as in PyTorch. */
  eps: number({ default: FLOAT32_EPS }),
  elementwiseAffine: flag({ default: true }),
  ...parameterFields,
});

/** Options of `RMSNorm`. */
export type RMSNormOptions = Given<typeof moduleOptions>;

/** x / sqrt(mean(x^2) + eps) over the last axes. PyTorch's `nn.RMSNorm`; arXiv:1910.07467. */
export class RMSNorm extends Module {
  readonly normalizedShape: Shape;
  /** normalizedShape */
  readonly weight: Tensor | undefined;
  readonly eps: number;

  constructor(normalizedShape: number | Shape, options: RMSNormOptions = {}) {
    super();
    const { eps, elementwiseAffine } = moduleOptions.complete(options);
    const shape = expectSizes("RMSNorm", "normalizedShape", normalizedShape);
    this.normalizedShape = shape;
    this.eps = eps;
    if (elementwiseAffine)
      this.weight = this.parameter(
        "weight",
        newParameter(shape, sizeOf(shape), filledWith(1), options),
      );
  }

  protected override extraRepr(): string {
    return `${pythonTuple(this.normalizedShape)}, eps=${this.eps === FLOAT32_EPS ? "None" : pythonNumber(this.eps)}, elementwise_affine=${pythonFlag(!!this.weight)}`;
  }

  forward(x: Tensor): Tensor {
    const { normalizedShape, weight, eps } = this;
    return this.see("output", rmsNorm(x, { normalizedShape, weight, eps }), ["N", "T", "E"]);
  }
}
