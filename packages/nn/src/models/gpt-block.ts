import { CausalSelfAttention } from "../attention/causal-self-attention.ts";
import type { KeyValueCache } from "../attention/key-value-cache.ts";
import { Dropout } from "../layers/dropout.ts";
import { LayerNorm } from "../layers/layer-norm.ts";
import type { Linear } from "../layers/linear.ts";
import { normalWith } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { GptConfig } from "./gpt-config.ts";
import { gptLinearInit } from "./gpt-init.ts";
import { Mlp } from "./mlp.ts";

/**
 * A pre-norm transformer block: x + attention(norm(x)), then x + mlp(norm(x)). Radford et al. 2019;
 * the projections into the residual stream start smaller by the square root of their number.
 */
export class Block extends Module {
  readonly norm1: LayerNorm;
  readonly attention: CausalSelfAttention;
  readonly norm2: LayerNorm;
  readonly mlp: Mlp;
  readonly #dropout: Dropout;

  constructor(
    { dModel, heads, layers, dropout, bias, activation }: GptConfig,
    options: ParameterOptions,
  ) {
    super();
    const projectionInit = normalWith(0.02 / Math.sqrt(2 * layers));
    const linear = { ...options, ...gptLinearInit, bias, projectionInit };
    this.norm1 = this.child("ln_1", new LayerNorm(dModel, { ...options, bias }));
    this.attention = this.child(
      "attn",
      new CausalSelfAttention({ ...linear, dModel, heads, dropout }),
    );
    this.norm2 = this.child("ln_2", new LayerNorm(dModel, { ...options, bias }));
    this.mlp = this.child("mlp", new Mlp({ ...linear, dModel, activation }));
    this.#dropout = this.child("dropout", new Dropout(dropout, options));
  }

  /** [batch, tokens, dModel] -> the same. */
  forward(x: Tensor, cache?: KeyValueCache): Tensor {
    return scope(() => {
      const heads = this.attention.attend(this.norm1.forward(x), cache);
      const attended = this.#project(this.attention.projection, heads, x);
      const hidden = this.mlp.expand(this.norm2.forward(attended));
      const output = this.#project(this.mlp.projection, hidden, attended);
      return this.see("output", output, ["N", "T", "E"]);
    });
  }

  /** residual + dropout(projection(x)); without dropout the sum is part of the matmul, else of the dropout. */
  #project(projection: Linear, x: Tensor, residual: Tensor): Tensor {
    if (!this.#dropout.active) return projection.forward(x, { residual });
    return this.#dropout.forward(projection.forward(x), { residual });
  }
}
