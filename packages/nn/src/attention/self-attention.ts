import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { Linear, type LinearOptions } from "../layers/linear.ts";
import { uniformByFanIn } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { parameterOptions } from "../module/parameter-options.ts";
import { reshape } from "../ops/reshape.ts";
import { split } from "../ops/split.ts";
import { defineOptions } from "../options/define-options.ts";
import { RotaryEmbedding } from "../positions/rotary-embedding.ts";
import { defaultGenerator } from "../random/generator.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type AttendOptions, attend } from "./attend.ts";
import { refuseBooleanFloats } from "./boolean-floats.ts";
import type { AttentionOperands } from "./head-operands.ts";
import { cacheOptions, KeyValueCache, type KeyValueCacheOptions } from "./key-value-cache.ts";
import type { RaggedCache } from "./ragged-caches.ts";
import {
  type HeadNorm,
  type SelfAttentionOptions,
  type SelfAttentionSettings,
  selfAttentionOptions,
} from "./self-attention-options.ts";
import { SlidingKeyValueCache } from "./sliding-key-value-cache.ts";
import { SlidingWindow } from "./sliding-window.ts";

/** Masks and the cache of one call of a `SelfAttention`. */
export interface SelfAttentionForwardOptions {
  /** x are the tokens after those in it. */
  readonly cache?: KeyValueCache | RaggedCache | undefined;
  /** float32, added to the scores: [batch | 1, heads | 1, tokens | 1, keys], those in the cache included. */
  readonly mask?: Tensor | undefined;
  /** int32 [tokens] or [batch, tokens], for rotary positions: those after the cache's unless given. */
  readonly positions?: Tensor | undefined;
}

/** What `SelfAttention` adds to its result, in the same pass. */
export interface SelfAttentionResidual {
  /** [batch, tokens, dModel], added to what is projected. */
  readonly residual?: Tensor | undefined;
}

const attendNames: ReadonlySet<string> = new Set<keyof SelfAttentionForwardOptions>([
  ...(["cache", "mask", "positions"] as const),
]);
const forwardNames: ReadonlySet<string> = new Set([...attendNames, "residual"]);

const { batch, capacity } = cacheOptions.fields;
const newCacheOptions = defineOptions("newCache", { batch, capacity });

/**
 * Attention of the tokens of a sequence to each other, [batch, tokens, dModel] to the same: grouped heads, rotary
 * positions, a sliding window, caches. Vaswani et al., arXiv:1706.03762, section 3.2; with the defaults, GPT-2's.
 */
export class SelfAttention extends Module {
  readonly heads: number;
  readonly keyValueHeads: number;
  readonly headSize: number;
  readonly dropout: number;
  /** Queries, keys and values side by side, or a Linear for each. */
  readonly inputs: readonly Linear[];
  /** heads headSize -> dModel */
  readonly projection: Linear;
  readonly queryNorm: HeadNorm | undefined;
  readonly keyNorm: HeadNorm | undefined;
  readonly rotary: RotaryEmbedding | undefined;
  readonly window: SlidingWindow | undefined;
  readonly #scores: Pick<AttendOptions, "causal" | "scale" | "softCap" | "generator" | "axes">;

  constructor(options: SelfAttentionOptions) {
    super();
    const settings = selfAttentionOptions.complete(options);
    const { dModel, heads, keyValueHeads = heads, headSize = dModel / heads, dropout } = settings;
    const { bias, keyBias = bias, outputBias = bias, names, causal, projections } = settings;
    const { weightInit = uniformByFanIn, biasInit = uniformByFanIn } = settings;
    const { projectionInit = weightInit } = settings;
    this.heads = heads;
    this.keyValueHeads = keyValueHeads;
    this.headSize = headSize;
    this.dropout = dropout;
    const inits = { ...parameterOptions(settings), bias, weightInit, biasInit };
    const width = heads * headSize;
    const axis = (size: number, otherwise: string) => (size === dModel ? "E" : otherwise);
    const linear = (name: string, from: number, to: number, more: LinearOptions) =>
      this.child(name, new Linear(from, to, { ...inits, ...more }));
    const keysWidth = keyValueHeads * headSize;
    const all = width + 2 * keysWidth;
    this.inputs =
      projections === "packed"
        ? [
            linear(names.packed ?? "c_attn", dModel, all, {
              axis: all === 3 * dModel ? "3 E" : "Eqkv",
            }),
          ]
        : [
            linear(names.q ?? "q_proj", dModel, width, { axis: axis(width, "Eq") }),
            linear(names.k ?? "k_proj", dModel, keysWidth, {
              axis: axis(keysWidth, "Ekv"),
              bias: keyBias,
            }),
            linear(names.v ?? "v_proj", dModel, keysWidth, { axis: axis(keysWidth, "Ekv") }),
          ];
    const { output = projections === "packed" ? "c_proj" : "o_proj" } = names;
    this.projection = linear(output, width, dModel, {
      axis: "E",
      bias: outputBias,
      weightInit: projectionInit,
    });
    const norm = (name: string, module: HeadNorm | undefined) => module && this.child(name, module);
    this.queryNorm = norm(names.queryNorm ?? "q_norm", settings.queryNorm);
    this.keyNorm = norm(names.keyNorm ?? "k_norm", settings.keyNorm);
    this.rotary = this.#rotary(settings);
    this.window =
      typeof settings.window === "number"
        ? this.child("window", new SlidingWindow(settings.window))
        : settings.window;
    this.#scores = {
      causal,
      scale: settings.scale,
      softCap: settings.softCap,
      generator: settings.generator ?? defaultGenerator,
      axes: { width: axis(width, "Eq") },
    };
  }

  /** The heads' outputs side by side, not yet projected: [batch, tokens, heads headSize]. */
  attend(x: Tensor, options: SelfAttentionForwardOptions = {}): Tensor {
    expectTensor(this.path, "x", x);
    refuseUnknownOptions(this.path, options, attendNames);
    const { cache, mask, positions } = options;
    if (mask) {
      expectTensor(this.path, "mask", mask);
      refuseBooleanFloats(this.path, mask, "may attend");
    }
    if (x.shape.length !== 3) this.refuse("x", x, "[batch, tokens, dModel]");
    const dropoutP = this.training && !cache ? this.dropout : 0;
    return scope(() => {
      const operands = this.#operands(x);
      const { heads, keyValueHeads, window, rotary } = this;
      return attend(operands, {
        heads,
        keyValueHeads,
        window,
        rotary,
        ...this.#scores,
        dropoutP,
        cache,
        mask,
        positions,
        module: this,
      }).output;
    });
  }

  /** The projected attention, with the residual [batch, tokens, dModel] added if it is given. */
  forward(x: Tensor, given: SelfAttentionForwardOptions & SelfAttentionResidual = {}): Tensor {
    expectTensor(this.path, "x", x);
    refuseUnknownOptions(this.path, given, forwardNames);
    const { residual, ...options } = given;
    return this.projection.forward(this.attend(x, options), residual ? { residual } : {});
  }

  /** An empty cache for sequences of up to `capacity` tokens; of the last ones alone where that takes less memory. */
  newCache(options: Pick<KeyValueCacheOptions, "batch" | "capacity">): KeyValueCache {
    const { batch, capacity } = newCacheOptions.complete(options, this);
    const { keyValueHeads: heads, headSize, window } = this;
    const { device } = this.projection;
    const sizes = { batch, heads, headSize };
    if (window && SlidingKeyValueCache.rowsFor(window.size) < capacity)
      return new SlidingKeyValueCache(device, { ...sizes, window: window.size });
    return new KeyValueCache(device, { ...sizes, capacity });
  }

  #operands(x: Tensor): AttentionOperands {
    const { queryNorm, keyNorm, heads, keyValueHeads, headSize } = this;
    const projected = this.inputs.map((input) => input.forward(x));
    if (projected.length === 1 && !queryNorm && !keyNorm) return { qkv: projected[0]! };
    const widths = [heads, keyValueHeads, keyValueHeads].map((count) => count * headSize);
    const [q, k, v] = projected.length === 1 ? split(projected[0]!, widths, 2) : projected;
    return { q: this.#normed(q!, queryNorm), k: this.#normed(k!, keyNorm), v: v! };
  }

  /** Each head by itself: x [batch, tokens, heads headSize]. */
  #normed(x: Tensor, norm: HeadNorm | undefined): Tensor {
    if (!norm) return x;
    const [batch, tokens] = x.shape as [number, number, number];
    return reshape(norm.forward(reshape(x, [batch, tokens, -1, this.headSize])), x.shape);
  }

  #rotary({ rotary, names, device }: SelfAttentionSettings): RotaryEmbedding | undefined {
    if (rotary === undefined || rotary instanceof RotaryEmbedding) return rotary;
    const { dim = this.headSize, ...options } = rotary;
    const own = new RotaryEmbedding(dim, { ...(device ? { device } : {}), ...options });
    return this.child(names.rotary ?? "rotary_emb", own);
  }
}
