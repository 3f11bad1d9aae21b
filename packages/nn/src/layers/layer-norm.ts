import { formatShape, type Shape, sameShape, sizeOf } from "@qkv/core-wasm/contract";
import { filledWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { pythonFlag, pythonNumber, pythonTuple } from "../module/printed-tree.ts";
import { layerNorm } from "../ops/layer-norm.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectSizes } from "../options/expect-count.ts";
import { flag, number } from "../options/fields.ts";
import type { Tensor } from "../tensor/tensor.ts";

const moduleOptions = defineOptions("LayerNorm", {
  eps: number({ default: 1e-5 }),
  elementwiseAffine: flag({ default: true }),
  bias: flag({ default: true }),
  ...parameterFields,
});

/** Options of `LayerNorm`. */
export type LayerNormModuleOptions = Given<typeof moduleOptions>;

/**
 * (x - mean) / sqrt(variance + eps) over the last axes, which are `normalizedShape`, then weight and bias of that
 * shape: [..., normalizedShape]. PyTorch's `nn.LayerNorm`; Ba et al., arXiv:1607.06450.
 */
export class LayerNorm extends Module {
  readonly normalizedShape: Shape;
  /** normalizedShape */
  readonly weight: Tensor | undefined;
  /** normalizedShape */
  readonly bias: Tensor | undefined;
  readonly eps: number;

  constructor(normalizedShape: number | Shape, options: LayerNormModuleOptions = {}) {
    super();
    const { eps, elementwiseAffine, bias } = moduleOptions.complete(options);
    const shape = expectSizes("LayerNorm", "normalizedShape", normalizedShape);
    this.normalizedShape = shape;
    this.eps = eps;
    if (!elementwiseAffine) return;
    const features = sizeOf(shape);
    this.weight = this.parameter("weight", newParameter(shape, features, filledWith(1), options));
    if (bias)
      this.bias = this.parameter("bias", newParameter(shape, features, filledWith(0), options));
  }

  protected override extraRepr(): string {
    return `${pythonTuple(this.normalizedShape)}, eps=${pythonNumber(this.eps)}, elementwise_affine=${pythonFlag(!!this.weight)}, bias=${pythonFlag(!!this.bias)}`;
  }

  forward(x: Tensor): Tensor {
    const { normalizedShape, weight, bias, eps } = this;
    this.expect("x", x, weight?.device ?? x.device);
    if (!sameShape(x.shape.slice(-normalizedShape.length), normalizedShape))
      this.refuse("x", x, `last dimensions ${formatShape(normalizedShape)} (normalizedShape)`);
    const output = layerNorm(x, { normalizedShape, weight, bias, eps });
    return this.see("output", output, ["N", "T", "E"]);
  }
}
