import { type MatmulOptions, matmul } from "../ops/matmul.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Initializer, uniformByFanIn } from "./initializers.ts";
import { Module } from "./module.ts";
import { newParameter, type ParameterOptions } from "./parameter-options.ts";

export interface LinearOptions extends ParameterOptions {
  readonly bias?: boolean;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
  /** A parameter [outFeatures, inFeatures] to share instead of a new one. */
  readonly weight?: Tensor;
}

/** y = x W^T + b: [..., inFeatures] -> [..., outFeatures]. PyTorch's `nn.Linear`. */
export class Linear extends Module {
  /** [outFeatures, inFeatures] */
  readonly weight: Tensor;
  /** [outFeatures] */
  readonly bias: Tensor | undefined;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    super();
    const { bias = true, weightInit = uniformByFanIn, biasInit = uniformByFanIn } = options;
    this.weight = this.parameter(
      "weight",
      options.weight ?? newParameter([outFeatures, inFeatures], inFeatures, weightInit, options),
    );
    if (bias)
      this.bias = this.parameter(
        "bias",
        newParameter([outFeatures], inFeatures, biasInit, options),
      );
  }

  /** The activation, or a residual [..., outFeatures] to add, is computed in the same pass. */
  forward(x: Tensor, fused: Pick<MatmulOptions, "activation" | "residual"> = {}): Tensor {
    return this.see(
      "output",
      matmul(x, this.weight, { transposeB: true, bias: this.bias, ...fused }),
    );
  }
}
