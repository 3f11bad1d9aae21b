import type { KeyValueCache } from "../../attention/key-value-cache.ts";
import { SelfAttention } from "../../attention/self-attention.ts";
import type { SelfAttentionOptions } from "../../attention/self-attention-options.ts";
import { Dropout } from "../../layers/dropout.ts";
import type { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { DecoderNames } from "./decoder-names.ts";
import { type DecoderNorm, decoderNorm } from "./decoder-norm.ts";
import type { DecoderOptions } from "./decoder-options.ts";
import { FeedForward } from "./feed-forward.ts";

/** What the attention of all blocks has in common. */
export type SharedPositions = Pick<SelfAttentionOptions, "rotary" | "window">;

/** A pre-norm transformer block: x + attention(norm(x)), then x + feedForward(norm(x)). Radford et al. 2019. */
export class DecoderBlock extends Module {
  readonly norm1: DecoderNorm;
  readonly attention: SelfAttention;
  readonly norm2: DecoderNorm;
  readonly feedForward: FeedForward;
  readonly #dropout: Dropout;

  /** `shared` is of the backbone, and the same for all blocks. */
  constructor(
    decoder: DecoderOptions,
    names: DecoderNames,
    options: ParameterOptions,
    shared: SharedPositions = {},
  ) {
    super();
    const { dModel, dropout, initial } = decoder;
    const attention = {
      ...{ ...options, ...decoder.attention, ...shared, dModel, dropout: dropout.attention },
      names: names.attention,
      weightInit: normalWith(initial.weights),
      biasInit: filledWith(0),
      projectionInit: normalWith(initial.projections),
    };
    this.norm1 = this.child(names.block.attentionNorm, decoderNorm(decoder, options));
    this.attention = this.child(names.block.attention, new SelfAttention(attention));
    this.norm2 = this.child(names.block.feedForwardNorm, decoderNorm(decoder, options));
    this.feedForward = this.child(
      names.block.feedForward,
      new FeedForward(decoder, names.feedForward, options),
    );
    this.#dropout = this.child("dropout", new Dropout(dropout.residual, options));
  }

  /** [batch, tokens, dModel] -> the same. */
  forward(x: Tensor, cache?: KeyValueCache): Tensor {
    return scope(() => {
      const heads = this.attention.attend(this.norm1.forward(x), { cache });
      const attended = this.#project(this.attention.projection, heads, x);
      const hidden = this.feedForward.expand(this.norm2.forward(attended));
      const output = this.#project(this.feedForward.projection, hidden, attended);
      return this.see("output", output, ["N", "T", "E"]);
    });
  }

  /** residual + dropout(projection(x)); without dropout the sum is part of the matmul, else of the dropout. */
  #project(projection: Linear, x: Tensor, residual: Tensor): Tensor {
    if (!this.#dropout.active) return projection.forward(x, { residual });
    return this.#dropout.forward(projection.forward(x), { residual });
  }
}
