import { type AttrsOf, cachedLayout, packedLayout, ShapeError } from "@qkv/core-wasm/contract";
import { noGrad, wantsGrad } from "../autograd/grad-mode.ts";
import { record } from "../autograd/record.ts";
import { Linear } from "../layers/linear.ts";
import type { Initializer } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { isObserved } from "../module/observe.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { soleOutput } from "../op-definition/sole-output.ts";
import { attentionOp } from "../ops/attention.ts";
import { slice } from "../ops/slice.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import { launch } from "../tensor/launch.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { attendStepwise } from "./attend-heads.ts";
import type { KeyValueCache } from "./key-value-cache.ts";

export interface CausalSelfAttentionOptions extends ParameterOptions {
  readonly dModel: number;
  readonly heads: number;
  /** Probability of dropping an attention weight while training. */
  readonly dropout?: number;
  readonly bias?: boolean;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
  readonly projectionInit?: Initializer;
}

/**
 * Multi-head attention of a sequence on its own past: [batch, tokens, dModel] to the same, up to
 * but not including the output projection's place in the residual stream. Vaswani et al.,
 * arXiv:1706.03762, section 3.2; names as in GPT-2.
 */
export class CausalSelfAttention extends Module {
  readonly heads: number;
  readonly headSize: number;
  readonly dropout: number;
  /** dModel -> 3 dModel: queries, keys and values side by side. */
  readonly qkv: Linear;
  readonly projection: Linear;
  readonly #generator: Generator;

  constructor({
    dModel,
    heads,
    dropout = 0,
    projectionInit,
    ...options
  }: CausalSelfAttentionOptions) {
    super();
    if (!Number.isInteger(heads) || heads < 1 || dModel % heads !== 0)
      throw new RangeError(
        `CausalSelfAttention: dModel is ${dModel}, expected a multiple of heads (${heads})`,
      );
    this.heads = heads;
    this.headSize = dModel / heads;
    this.dropout = dropout;
    this.#generator = options.generator ?? defaultGenerator;
    this.qkv = this.child("c_attn", new Linear(dModel, 3 * dModel, { ...options, axis: "3 E" }));
    const weightInit = projectionInit ? { weightInit: projectionInit } : {};
    this.projection = this.child(
      "c_proj",
      new Linear(dModel, dModel, { ...options, ...weightInit, axis: "E" }),
    );
  }

  /** The heads' outputs side by side, not yet projected. With a cache, x are the tokens after its own. */
  attend(x: Tensor, cache?: KeyValueCache): Tensor {
    const qkv = this.qkv.forward(x); // [batch, tokens, 3 dModel]
    const output = cache
      ? this.#attendCached(qkv, cache)
      : isObserved()
        ? this.#attendStepwise(qkv)
        : this.#attendPacked(qkv);
    return output; // [batch, tokens, dModel]
  }

  /** x plus the projected attention, or without `residual` the projection alone. */
  forward(
    x: Tensor,
    { residual, cache }: { residual?: Tensor; cache?: KeyValueCache } = {},
  ): Tensor {
    return this.projection.forward(this.attend(x, cache), residual ? { residual } : {});
  }

  #attendPacked(qkv: Tensor): Tensor {
    const [batch, tokens] = qkv.shape as [number, number, number];
    const { heads, headSize } = this;
    const layout = packedLayout({ batch, tokens, heads, keyValueHeads: heads, headSize });
    const attrs = { ...layout, ...this.#attrs(this.training ? this.dropout : 0) };
    return soleOutput(attentionOp({ q: qkv }, attrs), "o");
  }

  /** The same with the scores and weights to be seen. */
  #attendStepwise(qkv: Tensor): Tensor {
    const width = this.heads * this.headSize;
    const [q, k, v] = [0, 1, 2].map((i) => slice(qkv, 2, i * width, (i + 1) * width)) as [
      Tensor,
      Tensor,
      Tensor,
    ];
    return attendStepwise(
      { q, k, v },
      {
        heads: this.heads,
        isCausal: true,
        dropoutP: this.training ? this.dropout : 0,
        generator: this.#generator,
      },
      (role, tensor, axes) => this.see(role, tensor, axes),
    ).output;
  }

  #attendCached(qkv: Tensor, cache: KeyValueCache): Tensor {
    const [batch, tokens] = qkv.shape as [number, number, number];
    const { heads, headSize } = this;
    const width = heads * headSize;
    const keys = cache.length + tokens;
    if (keys > cache.capacity || batch !== cache.keys.shape[0])
      throw new ShapeError(
        `CausalSelfAttention: cache holds [${cache.keys.shape[0]}, ${cache.capacity}] tokens, ` +
          `expected room for [${batch}, ${keys}]`,
      );
    for (const [part, target] of [cache.keys, cache.values].entries())
      for (let b = 0; b < batch; b++)
        launch(
          "writeRows",
          { target, rows: qkv },
          {
            batch: tokens,
            count: heads,
            width: headSize,
            targetOffset: (b * heads * cache.capacity + cache.length) * headSize,
            targetBatch: headSize,
            targetRow: cache.capacity * headSize,
            sourceOffset: (3 * b * tokens + part + 1) * width,
            sourceBatch: 3 * width,
            sourceRow: headSize,
          },
        );
    cache.length = keys;
    const layout = cachedLayout({
      batch,
      tokens,
      heads,
      keyValueHeads: heads,
      headSize,
      keys,
      capacity: cache.capacity,
    });
    const operands = { q: qkv, k: cache.keys, v: cache.values };
    const attend = () => attentionOp(operands, { ...layout, ...this.#attrs(0) });
    const output = soleOutput(noGrad(attend), "o");
    if (wantsGrad(qkv))
      record("cachedAttention", {}, { qkv }, output, {}, () => {
        throw new Error(
          `${this.path}: attention with a cache has no gradient (the cache keeps values alone), expected a forward ` +
            "pass without cache",
        );
      });
    return output;
  }

  #attrs(
    dropoutP: number,
  ): Pick<AttrsOf<"attention">, "scale" | "causal" | "dropoutP" | "seed" | "stream"> {
    const key = dropoutP > 0 ? this.#generator.nextStream() : { seed: 0, stream: 0 };
    return { scale: 1 / Math.sqrt(this.headSize), causal: true, dropoutP, ...key };
  }
}
