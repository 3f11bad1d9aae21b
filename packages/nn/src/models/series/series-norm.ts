import { BatchNorm1d } from "../../layers/batch-norm.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { reshape } from "../../ops/reshape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { PatchSeriesOptions } from "./patch-series-options.ts";

/** Batch normalisation of each feature of tokens: [batch, tokens, width]. */
class TokenBatchNorm extends Module {
  readonly batchNorm: BatchNorm1d;

  constructor(width: number, options: ParameterOptions & { readonly eps: number }) {
    super();
    this.batchNorm = this.child("batchnorm", new BatchNorm1d(width, options));
  }

  /** Tokens of a batch are as good as its elements: [batch * tokens, width] needs no transposed copies. */
  forward(x: Tensor): Tensor {
    const width = x.shape.at(-1)!;
    return reshape(this.batchNorm.forward(reshape(x, [x.size / width, width])), x.shape);
  }
}

/** A norm of [batch, tokens, width]. */
export const seriesNorm = (
  width: number,
  { kind, eps }: PatchSeriesOptions["norm"],
  options: ParameterOptions,
): TokenBatchNorm | LayerNorm =>
  kind === "batch"
    ? new TokenBatchNorm(width, { ...options, eps })
    : new LayerNorm(width, { ...options, eps });
