import { filledWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { rmsNorm } from "../../ops/rms-norm.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** RMSNorm with offset + weight in the place of the weight, which starts as zeros. Gemma, arXiv:2403.08295. */
export class OffsetRMSNorm extends Module {
  readonly offset: number;
  readonly eps: number;
  /** [width] */
  readonly weight: Tensor;

  constructor(width: number, offset: number, options: ParameterOptions & { readonly eps: number }) {
    super();
    this.offset = offset;
    this.eps = options.eps;
    this.weight = this.parameter("weight", newParameter([width], width, filledWith(0), options));
  }

  /** [..., width] -> the same. */
  forward(x: Tensor): Tensor {
    const { eps, offset } = this;
    const y = scope(() => rmsNorm(x, { weight: add(this.weight, offset), eps }));
    return this.see("output", y, ["N", "T", "E"]);
  }
}
