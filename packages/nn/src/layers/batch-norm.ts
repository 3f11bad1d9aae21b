import { filledWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { newBuffer, newParameter, parameterFields } from "../module/parameter-options.ts";
import { pythonFlag, pythonNumber } from "../module/printed-tree.ts";
import { batchNorm } from "../ops/batch-norm.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { flag, number, passing } from "../options/fields.ts";
import { isNumberOrNull } from "../options/kinds-of-values.ts";
import type { Tensor } from "../tensor/tensor.ts";

const moduleOptions = defineOptions("BatchNorm", {
  eps: number({ default: 1e-5 }),
  /** Part of each batch in the running statistics, 0.1 unless given; null keeps the mean of all batches. */
  momentum: passing<number | null>(isNumberOrNull, { default: 0.1, expected: "a number, or null" }),
  affine: flag({ default: true }),
  trackRunningStats: flag({ default: true }),
  ...parameterFields,
});

/** Options of `BatchNorm1d` and `BatchNorm2d`. */
export type BatchNormModuleOptions = Given<typeof moduleOptions>;

/**
 * Normalisation of each channel over the batch and all places, by the batch's statistics while training
 * and by their running averages otherwise. Ioffe and Szegedy, arXiv:1502.03167.
 */
export abstract class BatchNorm extends Module {
  readonly numFeatures: number;
  /** [numFeatures] */
  readonly weight: Tensor | undefined;
  /** [numFeatures] */
  readonly bias: Tensor | undefined;
  /** [numFeatures] */
  readonly runningMean: Tensor | undefined;
  /** [numFeatures] */
  readonly runningVar: Tensor | undefined;
  /** int32 [] */
  readonly numBatchesTracked: Tensor | undefined;
  readonly eps: number;
  readonly momentum: number | null;

  constructor(numFeatures: number, options: BatchNormModuleOptions = {}) {
    super();
    const { eps, momentum, affine, trackRunningStats } = moduleOptions.complete(options, this);
    this.numFeatures = expectCount(this.path, "numFeatures", numFeatures, 0);
    this.eps = eps;
    this.momentum = momentum;
    const parameter = (value: number) =>
      newParameter([numFeatures], numFeatures, filledWith(value), options);
    if (affine) {
      this.weight = this.parameter("weight", parameter(1));
      this.bias = this.parameter("bias", parameter(0));
    }
    if (!trackRunningStats) return;
    this.runningMean = this.buffer("running_mean", parameter(0));
    this.runningVar = this.buffer("running_var", parameter(1));
    this.numBatchesTracked = this.buffer("num_batches_tracked", newBuffer([0], [], options));
  }

  /** Shapes that the input may have, by rank, for its check and its message. */
  protected abstract readonly inputShapes: readonly (readonly string[])[];

  protected override extraRepr(): string {
    return `${this.numFeatures}, eps=${pythonNumber(this.eps)}, momentum=${this.momentum ?? "None"}, affine=${pythonFlag(!!this.weight)}, bias=${pythonFlag(!!this.bias)}, track_running_stats=${pythonFlag(!!this.runningMean)}`;
  }

  forward(x: Tensor): Tensor {
    const fits = this.inputShapes.some(({ length }) => length === x.shape.length);
    if (!fits || x.shape[1] !== this.numFeatures) {
      const shapes = this.inputShapes.map((axes) => `[${axes.join(", ")}]`).join(" or ");
      this.refuse("x", x, `${shapes} with C = ${this.numFeatures}`);
    }
    const { runningMean, runningVar, weight, bias, eps } = this;
    const training = this.training || !runningMean;
    const momentum = this.training ? this.#countBatch() : 0;
    const statistics = { runningMean, runningVar, training, momentum };
    return batchNorm(x, { ...statistics, weight, bias, eps });
  }

  /** Count a batch of training; gives its part in the running statistics. */
  #countBatch(): number {
    const count = this.numBatchesTracked;
    if (!count) return 0;
    const batches = Number(count.dataSync()[0]) + 1;
    count.upload([batches]);
    return this.momentum ?? 1 / batches;
  }
}

/** Batch normalisation of [N, C] or [N, C, L]. PyTorch's `nn.BatchNorm1d`. */
export class BatchNorm1d extends BatchNorm {
  protected readonly inputShapes = [
    ["N", "C"],
    ["N", "C", "L"],
  ];
}

/** Batch normalisation of [N, C, H, W]. PyTorch's `nn.BatchNorm2d`. */
export class BatchNorm2d extends BatchNorm {
  protected readonly inputShapes = [["N", "C", "H", "W"]];
}
