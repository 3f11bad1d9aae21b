import type { CrossAttention, CrossAttentionOptions } from "../../attention/cross-attention.ts";
import type { KeyValueCache } from "../../attention/key-value-cache.ts";
import type { MemoryCache } from "../../attention/memory-cache.ts";
import type { RaggedCache } from "../../attention/ragged-caches.ts";
import { SelfAttention } from "../../attention/self-attention.ts";
import type { SelfAttentionOptions } from "../../attention/self-attention-options.ts";
import { Dropout } from "../../layers/dropout.ts";
import type { Linear } from "../../layers/linear.ts";
import { filledWith, normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { BlockNames } from "./block-names.ts";
import { type BlockNorm, blockNorm } from "./block-norm.ts";
import type { BlockOptions } from "./block-options.ts";
import { FeedForward } from "./feed-forward.ts";

/** What blocks of one backbone share, and what one of them is without. */
export interface SharedByBlocks extends Pick<SelfAttentionOptions, "rotary" | "window"> {
  /** Attention takes the block's input as it is: ModernBERT's first block. */
  readonly withoutAttentionNorm?: boolean;
  /** Makes the second attention, to the tokens of an encoder's memory, where blocks have one. */
  readonly crossAttention?: (options: CrossAttentionOptions) => CrossAttention;
}

/** What goes through a block beside the residual stream. */
export interface BlockContext {
  readonly cache?: KeyValueCache | RaggedCache | undefined;
  /** float32, added to the scores: [batch | 1, heads | 1, tokens | 1, keys], those in the cache included. */
  readonly mask?: Tensor | undefined;
  /** int32 [tokens] or [batch, tokens], for rotary positions. */
  readonly positions?: Tensor | undefined;
  /** Of an encoder, [batch, sources, width]; may be missing once it is in `memoryCache`. */
  readonly memory?: Tensor | undefined;
  /** float32 [batch | 1, 1, 1, sources] */
  readonly memoryMask?: Tensor | undefined;
  readonly memoryCache?: MemoryCache | undefined;
}

type Project = (projection: Linear, heads: Tensor) => Tensor;

/** A transformer block: self-attention, perhaps cross attention, and a feed-forward network, each with a residual. */
export class TransformerBlock extends Module {
  readonly norm1: BlockNorm | undefined;
  readonly attention: SelfAttention;
  readonly crossAttention: CrossAttention | undefined;
  readonly norm2: BlockNorm | undefined;
  readonly feedForward: FeedForward;
  readonly #attentionOutputNorm: BlockNorm | undefined;
  readonly #crossNorm: BlockNorm | undefined;
  readonly #feedForwardOutputNorm: BlockNorm | undefined;
  readonly #dropout: Dropout;
  readonly #feedForwardDropout: Dropout;
  readonly #placement: NonNullable<BlockOptions["normPlacement"]>;
  readonly #parallel: boolean;

  constructor(
    block: BlockOptions,
    names: BlockNames,
    options: ParameterOptions,
    { withoutAttentionNorm = false, crossAttention, ...shared }: SharedByBlocks = {},
  ) {
    super();
    const { dModel, dropout, initial, normPlacement = "pre", residual = "serial" } = block;
    const { headNorm, window: _window, ...attention } = block.attention; // the window comes with what is shared
    const norm = (name: string | undefined) =>
      name === undefined ? undefined : this.child(name, blockNorm(dModel, block.norm, options));
    const inits = {
      weightInit: normalWith(initial.weights),
      biasInit: filledWith(0),
      projectionInit: normalWith(initial.projections),
    };
    const { headSize = dModel / attention.heads } = attention;
    const ofHeads = () => headNorm && blockNorm(headSize, headNorm, options);
    const { block: named } = names;
    this.#placement = normPlacement;
    this.#parallel = residual === "parallel";
    this.norm1 = withoutAttentionNorm ? undefined : norm(named.attentionNorm);
    this.attention = this.child(
      named.attention,
      new SelfAttention({
        ...{ ...options, ...attention, ...shared, ...inits, dModel, dropout: dropout.attention },
        ...{ queryNorm: ofHeads(), keyNorm: ofHeads(), names: names.attention },
      }),
    );
    this.#attentionOutputNorm = norm(named.attentionOutputNorm);
    if (crossAttention) {
      const { heads, bias, keyBias, outputBias, scale } = attention;
      this.#crossNorm = norm(named.crossAttentionNorm);
      this.crossAttention = this.child(
        named.crossAttention ?? "cross_attention",
        crossAttention({
          ...{ ...options, ...inits, dModel, dropout: dropout.attention },
          ...{ heads, headSize, bias, keyBias, outputBias, scale },
          names: names.crossAttention ?? names.attention,
        }),
      );
    }
    this.norm2 = norm(named.feedForwardNorm);
    this.feedForward = this.child(
      named.feedForward,
      new FeedForward(block, names.feedForward, options),
    );
    this.#feedForwardOutputNorm = norm(named.feedForwardOutputNorm);
    this.#dropout = this.child("dropout", new Dropout(dropout.residual, options));
    this.#feedForwardDropout =
      dropout.feedForward === undefined
        ? this.#dropout
        : this.child("feed_forward_dropout", new Dropout(dropout.feedForward, options));
  }

  /** [batch, tokens, dModel] -> the same. */
  forward(x: Tensor, context: BlockContext = {}): Tensor {
    return scope(() => {
      const output = this.#parallel ? this.#inParallel(x, context) : this.#inTurn(x, context);
      return this.see("output", output, ["N", "T", "E"]);
    });
  }

  #inTurn(x: Tensor, context: BlockContext): Tensor {
    const { memory, memoryMask: mask, memoryCache } = context;
    const { attention, crossAttention: cross, feedForward } = this;
    let y = this.#part(x, this.norm1, this.#attentionOutputNorm, (input, project) =>
      project(attention.projection, this.#attend(input, context)),
    );
    if (cross && (memory || memoryCache?.held))
      y = this.#part(y, this.#crossNorm, undefined, (input, project) =>
        project(cross.projection, cross.attend(input, { memory, mask, cache: memoryCache })),
      );
    return this.#part(y, this.norm2, this.#feedForwardOutputNorm, (input, project) =>
      project(feedForward.projection, feedForward.expand(input)),
    );
  }

  /** x + attention(norm(x)) + feedForward(norm(x)) */
  #inParallel(x: Tensor, context: BlockContext): Tensor {
    const { attention, feedForward, norm1, norm2 } = this;
    const input = norm1 ? norm1.forward(x) : x;
    const attended = this.#project(attention.projection, this.#attend(input, context), x);
    const hidden = feedForward.expand(norm2 ? norm2.forward(x) : input);
    return this.#project(feedForward.projection, hidden, attended);
  }

  /** A part with its residual, normalised where this block does. */
  #part(
    x: Tensor,
    norm: BlockNorm | undefined,
    outputNorm: BlockNorm | undefined,
    compute: (input: Tensor, project: Project) => Tensor,
  ): Tensor {
    const withResidual: Project = (projection, heads) => this.#project(projection, heads, x);
    if (this.#placement === "post") {
      const sum = compute(x, withResidual);
      return norm ? norm.forward(sum) : sum;
    }
    const input = norm ? norm.forward(x) : x;
    if (!outputNorm) return compute(input, withResidual);
    const alone = compute(input, (projection, heads) => projection.forward(heads));
    return add(x, this.#dropout.forward(outputNorm.forward(alone)));
  }

  #attend(x: Tensor, { cache, mask, positions }: BlockContext): Tensor {
    const { rotary } = this.attention; // other positions are in the embeddings
    return this.attention.attend(x, { cache, mask, positions: rotary && positions });
  }

  /** residual + dropout(projection(x)); without dropout the sum is part of the matmul, else of the dropout. */
  #project(projection: Linear, x: Tensor, residual: Tensor): Tensor {
    const ofAttention = projection !== this.feedForward.projection;
    const dropout = ofAttention ? this.#dropout : this.#feedForwardDropout;
    if (!dropout.active) return projection.forward(x, { residual });
    return dropout.forward(projection.forward(x), { residual });
  }
}
