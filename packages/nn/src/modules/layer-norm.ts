import { layerNorm } from "../ops/layer-norm.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { filledWith } from "./initializers.ts";
import { Module } from "./module.ts";
import { newParameter, type ParameterOptions } from "./parameter-options.ts";

export interface LayerNormModuleOptions extends ParameterOptions {
  readonly eps?: number;
  readonly elementwiseAffine?: boolean;
  readonly bias?: boolean;
}

/** Normalisation over the last axis. PyTorch's `nn.LayerNorm`; Ba et al., arXiv:1607.06450. */
export class LayerNorm extends Module {
  /** [features] */
  readonly weight: Tensor | undefined;
  /** [features] */
  readonly bias: Tensor | undefined;
  readonly eps: number;

  constructor(features: number, options: LayerNormModuleOptions = {}) {
    super();
    const { eps = 1e-5, elementwiseAffine = true, bias = true } = options;
    this.eps = eps;
    if (!elementwiseAffine) return;
    const shape = [features];
    this.weight = this.parameter("weight", newParameter(shape, features, filledWith(1), options));
    if (bias)
      this.bias = this.parameter("bias", newParameter(shape, features, filledWith(0), options));
  }

  forward(x: Tensor): Tensor {
    return this.see(
      "output",
      layerNorm(x, { weight: this.weight, bias: this.bias, eps: this.eps }),
    );
  }
}
