import { filledWith } from "../module/initializers.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { scale } from "../ops/scale.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Dropout } from "./dropout.ts";
import { Linear } from "./linear.ts";

export interface LowRankOptions extends ParameterOptions {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
}

/**
 * An addition alpha / rank B A to the weight of a Linear: A [rank, inFeatures] Kaiming-uniform, B [outFeatures, rank]
 * zero. Hu et al., "LoRA: low-rank adaptation of large language models", arXiv:2106.09685.
 */
export class LowRankAdapter {
  readonly scaling: number;
  /** A: inFeatures -> rank */
  readonly down: Linear;
  /** B: rank -> outFeatures */
  readonly up: Linear;
  readonly dropout: Dropout;
  /** Whether the weight has taken the addition up. */
  merged = false;

  constructor([outFeatures = 0, inFeatures = 0]: readonly number[], options: LowRankOptions) {
    const { rank, alpha, dropout, ...where } = options;
    this.scaling = alpha / rank;
    const linear = { ...where, bias: false };
    this.down = new Linear(inFeatures, rank, linear);
    this.up = new Linear(rank, outFeatures, { ...linear, weightInit: filledWith(0) });
    this.dropout = new Dropout(dropout, where);
  }

  /** base + alpha / rank B A dropout(x) */
  addTo(base: Tensor, x: Tensor): Tensor {
    const inner = scale(this.down.forward(this.dropout.forward(x)), this.scaling);
    return this.up.forward(inner, { residual: base });
  }

  /** Put alpha / rank B A into the weight, or take it out again. */
  setMerged(merged: boolean, weight: Tensor): void {
    if (merged === this.merged) return;
    scope(() => {
      const product = launch(
        "matmul",
        { a: this.up.weight, b: this.down.weight },
        { transposeA: false, transposeB: false, activation: "none" },
      ).c;
      const factor = merged ? this.scaling : -this.scaling;
      const x = launch("scale", { x: product }, { factor }).y;
      launch("accumulate", { target: weight, x }, {});
    });
    this.merged = merged;
  }
}
