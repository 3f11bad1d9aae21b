import { BatchNorm1d } from "../../layers/batch-norm.ts";
import { LayerNorm } from "../../layers/layer-norm.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { transpose } from "../../ops/transpose.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { PatchSeriesOptions } from "./patch-series-options.ts";

/** Batch normalisation of each feature of tokens: [batch, tokens, width]. */
class TokenBatchNorm extends Module {
  readonly batchNorm: BatchNorm1d;

  constructor(width: number, options: ParameterOptions & { readonly eps: number }) {
    super();
    this.batchNorm = this.child("batchnorm", new BatchNorm1d(width, options));
  }

  forward(x: Tensor): Tensor {
    return transpose(this.batchNorm.forward(transpose(x, 1, 2)), 1, 2);
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
