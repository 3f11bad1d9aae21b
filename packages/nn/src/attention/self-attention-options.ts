import type { Initializer } from "../module/initializers.ts";
import type { Module } from "../module/module.ts";
import { type ParameterOptions, parameterOptionNames } from "../module/parameter-options.ts";
import { expectOptions } from "../options/expect-options.ts";
import type { RotaryEmbedding, RotaryEmbeddingOptions } from "../positions/rotary-embedding.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { SlidingWindow } from "./sliding-window.ts";

/** A module that normalises: [batch, tokens, heads, headSize] to the same, over the last axis. */
export type HeadNorm = Module & { forward(x: Tensor): Tensor };

/** What the parts are called in the state dict. */
export interface SelfAttentionNames {
  /** "c_attn" unless given: queries, keys and values side by side. */
  readonly packed?: string;
  /** "q_proj", "k_proj" and "v_proj" unless given, if the projections are separate. */
  readonly q?: string;
  readonly k?: string;
  readonly v?: string;
  /** "c_proj" unless given, or "o_proj" if the projections are separate. */
  readonly output?: string;
  /** "q_norm" and "k_norm" unless given. */
  readonly queryNorm?: string;
  readonly keyNorm?: string;
  /** "rotary_emb" unless given; it has no parameters. */
  readonly rotary?: string;
}

export interface SelfAttentionOptions extends ParameterOptions {
  /** Width of what comes and goes. */
  readonly dModel: number;
  /** Heads of the queries. */
  readonly heads: number;
  /** Heads of keys and values, each of which serves a group; as many as `heads` unless given. arXiv:2305.13245. */
  readonly keyValueHeads?: number;
  /** dModel / heads unless given. */
  readonly headSize?: number;
  /** Whether a token sees only those up to itself; true unless given. */
  readonly causal?: boolean;
  /** Tokens that a token sees, itself included. Layers may share a `SlidingWindow`, which keeps its mask. */
  readonly window?: number | SlidingWindow | undefined;
  /** Scores s become softCap tanh(s / softCap): Gemma 2. Computed step by step. */
  readonly softCap?: number | undefined;
  /** Factor of the scores; 1 / sqrt(headSize) unless given. */
  readonly scale?: number | undefined;
  /** Probability of dropping an attention weight while training. */
  readonly dropout?: number;
  /** Of queries, keys and values; true unless given. */
  readonly bias?: boolean;
  /** As `bias` unless given. */
  readonly outputBias?: boolean;
  /** Of the model, which shares it between its layers and owns it, or options for one of this layer's own. */
  readonly rotary?: RotaryEmbedding | SelfAttentionRotaryOptions | undefined;
  /** Applied to each head's queries and keys, before rotary positions: Qwen 3, Gemma 3. Owned by this layer. */
  readonly queryNorm?: HeadNorm | undefined;
  readonly keyNorm?: HeadNorm | undefined;
  /** One product for queries, keys and values, in this order (GPT-2, Phi-3), or three; "packed" unless given. */
  readonly projections?: "packed" | "separate";
  readonly names?: SelfAttentionNames;
  readonly weightInit?: Initializer;
  readonly biasInit?: Initializer;
  /** Of the output projection's weight; weightInit unless given. */
  readonly projectionInit?: Initializer;
}

export interface SelfAttentionRotaryOptions extends RotaryEmbeddingOptions {
  /** Channels of each head that are rotated, from the first on; headSize unless given. */
  readonly dim?: number;
}

const optionNames = [
  ...["dModel", "heads", "keyValueHeads", "headSize", "causal", "window", "softCap", "scale"],
  ...["dropout", "bias", "outputBias", "rotary", "queryNorm", "keyNorm", "projections", "names"],
  ...["weightInit", "biasInit", "projectionInit", ...parameterOptionNames],
];
const partNames = ["packed", "q", "k", "v", "output", "queryNorm", "keyNorm", "rotary"];

/** The sizes of the heads, or an error that names the option. */
export function selfAttentionSizes(options: SelfAttentionOptions) {
  expectOptions("SelfAttention", options, optionNames);
  expectOptions("SelfAttention: names", options.names ?? {}, partNames);
  const { dModel, heads, keyValueHeads = heads, dropout = 0, projections = "packed" } = options;
  if (options.headSize === undefined && dModel % heads !== 0)
    throw new RangeError(
      `SelfAttention: dModel is ${dModel}, expected a multiple of heads (${heads}), or a headSize`,
    );
  const { headSize = dModel / heads } = options;
  for (const [name, size] of Object.entries({ dModel, heads, keyValueHeads, headSize }))
    if (!Number.isSafeInteger(size) || size < 1)
      throw new RangeError(`SelfAttention: ${name} is ${size}, expected an integer from 1`);
  if (heads % keyValueHeads !== 0)
    throw new RangeError(
      `SelfAttention: heads is ${heads}, expected a multiple of keyValueHeads (${keyValueHeads})`,
    );
  if (!(dropout >= 0 && dropout < 1))
    throw new RangeError(`SelfAttention: dropout is ${dropout}, expected 0 up to 1`);
  if (projections !== "packed" && projections !== "separate")
    throw new RangeError(
      `SelfAttention: projections is ${projections}, expected packed or separate`,
    );
  return { heads, keyValueHeads, headSize, dropout, projections };
}
