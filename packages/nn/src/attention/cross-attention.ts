import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { Linear } from "../layers/linear.ts";
import { withLayout } from "../module/axes.ts";
import type { Initializer } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import { split } from "../ops/split.ts";
import { expectObject } from "../options/expect-argument.ts";
import { defaultGenerator } from "../random/generator.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { attend } from "./attend.ts";
import type { MemoryCache } from "./memory-cache.ts";
import type { SelfAttentionNames } from "./self-attention-options.ts";

/** Widths and options of a `CrossAttention`. */
export interface CrossAttentionOptions extends ParameterOptions {
  readonly dModel: number;
  readonly heads: number;
  /** dModel / heads unless given. */
  readonly headSize?: number | undefined;
  /** Width of the memory; dModel unless given. */
  readonly memoryWidth?: number | undefined;
  readonly bias: boolean;
  /** As `bias` unless given. */
  readonly keyBias?: boolean | undefined;
  readonly outputBias?: boolean | undefined;
  /** Factor of the scores; 1 / sqrt(headSize) unless given. */
  readonly scale?: number | undefined;
  /** Probability of dropping an attention weight while training. */
  readonly dropout: number;
  /** Without one for packed projections, keys and values are projected apart; queries always are. */
  readonly names: SelfAttentionNames;
  readonly weightInit: Initializer;
  readonly biasInit: Initializer;
  readonly projectionInit: Initializer;
}

const optionNames: ReadonlySet<string> = new Set<keyof CrossAttentionOptions>([
  ...(["dModel", "heads", "headSize", "memoryWidth", "bias", "keyBias", "outputBias"] as const),
  ...(["scale", "dropout", "names", "weightInit", "biasInit", "projectionInit"] as const),
  ...(["generator", "device"] as const),
]);

/** What goes with the queries. */
export interface CrossAttendOptions {
  /** [batch, sources, memoryWidth]; may be missing once its keys and values are in the cache. */
  readonly memory?: Tensor | undefined;
  /** float32, added to the scores: [batch | 1, heads | 1, tokens | 1, sources]. */
  readonly mask?: Tensor | undefined;
  readonly cache?: MemoryCache | undefined;
}

const attendNames: ReadonlySet<string> = new Set<keyof CrossAttendOptions>([
  ...(["memory", "mask", "cache"] as const),
]);

/** Attention of a target's tokens to an encoder's memory. Vaswani et al., arXiv:1706.03762, section 3.2.3. */
export class CrossAttention extends Module {
  readonly heads: number;
  readonly headSize: number;
  readonly dropout: number;
  readonly query: Linear;
  /** Keys and values of the memory, side by side, or a Linear for each. */
  readonly memoryInputs: readonly Linear[];
  /** heads headSize -> dModel */
  readonly projection: Linear;
  readonly #scale: number | undefined;
  readonly #generator: ParameterOptions["generator"];

  constructor(options: CrossAttentionOptions) {
    super();
    expectObject("CrossAttention", "options", options, "its options", "dModel", "heads", "names");
    refuseUnknownOptions("CrossAttention", options, optionNames);
    const { dModel, heads, headSize = dModel / heads, memoryWidth = dModel, bias, names } = options;
    const { keyBias = bias, outputBias = bias, weightInit, biasInit, projectionInit } = options;
    const { generator, device } = options;
    const parameters = { ...(generator ? { generator } : {}), ...(device ? { device } : {}) };
    const width = heads * headSize;
    const axis = width === dModel ? "E" : "Eq";
    const inits = { ...parameters, weightInit, biasInit, axis };
    const linear = (name: string, from: number, withBias: boolean, parts = 1) =>
      this.child(name, new Linear(from, parts * width, { ...inits, bias: withBias }));
    this.heads = heads;
    this.headSize = headSize;
    this.dropout = options.dropout;
    this.query = linear(names.q ?? "q_proj", dModel, bias);
    this.memoryInputs =
      names.packed === undefined
        ? [
            linear(names.k ?? "k_proj", memoryWidth, keyBias),
            linear(names.v ?? "v_proj", memoryWidth, bias),
          ]
        : [linear(names.packed, memoryWidth, bias, 2)];
    const project = { ...inits, bias: outputBias, weightInit: projectionInit, axis: "E" };
    this.projection = this.child(names.output ?? "o_proj", new Linear(width, dModel, project));
    this.#scale = options.scale;
    this.#generator = generator;
  }

  /**
   * The heads' outputs side by side, not yet projected: x [batch, tokens, dModel], memory [batch, sources, memoryWidth] ->
   * [batch, tokens, heads headSize]. `mask` is float32, added to the scores: [batch | 1, heads | 1, tokens | 1, sources].
   * A cache keeps the memory's keys and values: the memory may be missing once they are in it.
   */
  attend(x: Tensor, options: CrossAttendOptions = {}): Tensor {
    expectTensor(this.path, "x", x);
    refuseUnknownOptions(this.path, options, attendNames);
    const { memory, mask, cache } = options;
    const { heads, dropout, training } = this;
    return scope(() => {
      const { k, v } = cache?.held ?? this.#project(memory, cache);
      return attend(
        { q: this.query.forward(x), k, v },
        {
          heads,
          mask,
          scale: this.#scale,
          dropoutP: training && !cache ? dropout : 0,
          generator: this.#generator ?? defaultGenerator,
          module: this,
          axes: { keys: "M", width: heads * this.headSize === x.shape.at(-1) ? "E" : "Eq" },
        },
      ).output;
    });
  }

  #project(memory: Tensor | undefined, cache: MemoryCache | undefined): { k: Tensor; v: Tensor } {
    expectTensor(this.path, "memory", memory);
    const inputs = withLayout({ tokens: "M" }, () =>
      this.memoryInputs.map((input) => input.forward(memory)),
    );
    const [k, v] = inputs.length === 1 ? split(inputs[0]!, this.heads * this.headSize, 2) : inputs;
    const projected = { k: k!, v: v! };
    return cache ? cache.keep(projected) : projected;
  }
}
