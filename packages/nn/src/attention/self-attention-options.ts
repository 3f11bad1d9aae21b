import type { Initializer } from "../module/initializers.ts";
import { Module } from "../module/module.ts";
import { parameterFields } from "../module/parameter-options.ts";
import { type Complete, defineOptions, type Given } from "../options/define-options.ts";
import {
  anything,
  callback,
  flag,
  integer,
  nested,
  number,
  oneOf,
  passing,
  text,
} from "../options/fields.ts";
import type { RotaryEmbedding, RotaryEmbeddingOptions } from "../positions/rotary-embedding.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { SlidingWindow } from "./sliding-window.ts";

/** A module that normalises: [batch, tokens, heads, headSize] to the same, over the last axis. */
export type HeadNorm = Module & { forward(x: Tensor): Tensor };

/** How queries and keys are rotated, and how much of each head. */
export interface SelfAttentionRotaryOptions extends RotaryEmbeddingOptions {
  /** Channels of each head that are rotated, from the first on; headSize unless given. */
  readonly dim?: number;
}

const names = defineOptions("SelfAttention: names", {
  /** "c_attn" unless given: queries, keys and values side by side. */
  packed: text({ optional: true }),
  /** "q_proj", "k_proj" and "v_proj" unless given, if the projections are separate. */
  q: text({ optional: true }),
  k: text({ optional: true }),
  v: text({ optional: true }),
  /** "c_proj" unless given, or "o_proj" if the projections are separate. */
  output: text({ optional: true }),
  /** "q_norm" and "k_norm" unless given. */
  queryNorm: text({ optional: true }),
  keyNorm: text({ optional: true }),
  /** "rotary_emb" unless given; it has no parameters. */
  rotary: text({ optional: true }),
});

/** What the parts are called in the state dict. */
export type SelfAttentionNames = Given<typeof names>;

const count = { from: 1 } as const;

export const selfAttentionOptions = defineOptions(
  "SelfAttention",
  {
    /** Width of what comes and goes. */
    dModel: integer(count),
    /** Heads of the queries. */
    heads: integer(count),
    /** Heads of keys and values, each of which serves a group; as many as `heads` unless given. arXiv:2305.13245. */
    keyValueHeads: integer({ ...count, optional: true }),
    /** dModel / heads unless given. */
    headSize: integer({ ...count, optional: true }),
    /** Whether a token sees only those up to itself. */
    causal: flag({ default: true }),
    /** Tokens that a token sees, itself included. Layers may share a `SlidingWindow`, which keeps its mask. */
    window: anything<number | SlidingWindow>({ optional: true }),
    /** Scores s become softCap tanh(s / softCap): Gemma 2. Computed step by step. */
    softCap: number({ above: 0, optional: true }),
    /** Factor of the scores; 1 / sqrt(headSize) unless given. */
    scale: number({ optional: true }),
    /** Probability of dropping an attention weight while training. */
    dropout: number({ from: 0, below: 1, default: 0, expected: "0 up to 1" }),
    /** Of queries, keys and values. */
    bias: flag({ default: true }),
    /** As `bias` unless given. */
    keyBias: flag({ optional: true }),
    outputBias: flag({ optional: true }),
    /** Of the model, which shares it between its layers and owns it, or options for one of this layer's own. */
    rotary: anything<RotaryEmbedding | SelfAttentionRotaryOptions>({ optional: true }),
    /** Applied to each head's queries and keys, before rotary positions: Qwen 3, Gemma 3. Owned by this layer. */
    queryNorm: passing<HeadNorm>((value) => value instanceof Module, {
      optional: true,
      expected: "a module that normalises",
    }),
    keyNorm: passing<HeadNorm>((value) => value instanceof Module, {
      optional: true,
      expected: "a module that normalises",
    }),
    /** One product for queries, keys and values, in this order (GPT-2, Phi-3), or three. */
    projections: oneOf(["packed", "separate"], { default: "packed" }),
    names: nested(names, { default: {} }),
    weightInit: callback<Initializer>({ optional: true }),
    biasInit: callback<Initializer>({ optional: true }),
    /** Of the output projection's weight; weightInit unless given. */
    projectionInit: callback<Initializer>({ optional: true }),
    ...parameterFields,
  },
  {
    check: ({ dModel, heads, headSize, keyValueHeads = heads }) => {
      if (headSize === undefined && dModel % heads !== 0)
        return `dModel is ${dModel}, expected a multiple of heads (${heads}), or a headSize`;
      if (heads % keyValueHeads !== 0)
        return `heads is ${heads}, expected a multiple of keyValueHeads (${keyValueHeads})`;
      return undefined;
    },
  },
);

/** Widths and options of a `SelfAttention`; those with defaults may be left out. */
export type SelfAttentionOptions = Given<typeof selfAttentionOptions>;
export type SelfAttentionSettings = Complete<typeof selfAttentionOptions>;
