import { expectParameterOptions, type ParameterOptions } from "../../module/parameter-options.ts";
import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";
import { CausalLM } from "../decoder/causal-lm.ts";
import type { DecoderNames } from "../decoder/decoder-names.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";
import { size } from "./config-sizes.ts";
import { llamaNames } from "./llama-shape.ts";

/** Shape and options of a modern GPT. */
export const modernGptOptions = defineOptions(
  "ModernGpt",
  {
    vocabSize: integer(size),
    /** Tokens that it is trained to look back on, its own included. */
    contextLength: integer(size),
    layers: integer(size),
    heads: integer(size),
    dModel: integer(size),
    /** Width inside the feed-forward networks; 4 dModel unless given. */
    feedForward: integer({ ...size, optional: true }),
    dropout: number({ from: 0, below: 1, default: 0, expected: "0 up to 1" }),
    /** Logits z become logitSoftCap tanh(z / logitSoftCap); none unless given. */
    logitSoftCap: number({ above: 0, optional: true }),
    ropeTheta: number({ above: 0, default: 10_000 }),
    rmsNormEps: number({ above: 0, default: 1e-6 }),
  },
  {
    check: ({ dModel, heads }) =>
      dModel % (2 * heads) === 0
        ? undefined
        : `dModel is ${dModel}, expected a multiple of twice the heads (${heads}): channels are rotated in pairs`,
  },
);

/** A whole configuration of a `ModernGpt`: every option has its value. */
export type ModernGptConfig = Complete<typeof modernGptOptions>;
/** Sizes and options of a `ModernGpt`; those with defaults may be left out. */
export type ModernGptOptions = Given<typeof modernGptOptions>;

export const modernGptType = "qkv-modern-gpt";

/** Llama's names for what Llama has. */
export const modernGptNames: DecoderNames = { ...llamaNames, embeddingNorm: "embed_norm" };

/**
 * A small decoder that learns in fewer steps than GPT-2's shape does: rotary positions (arXiv:2104.09864), RMSNorm, also of
 * embeddings and of each head's queries and keys (arXiv:2302.05442), squared ReLU (arXiv:2109.08668), an untied
 * head. Head and projections into the residual stream start as zeros, so that every block begins as the identity. After Jordan et al. 2024, github.com/KellerJordan/modded-nanogpt.
 */
export class ModernGpt extends CausalLM {
  readonly config: ModernGptConfig;

  constructor(options: ModernGptOptions, parameterOptions: ParameterOptions = {}) {
    const config = modernGptOptions.complete(options);
    expectParameterOptions("ModernGpt", parameterOptions);
    super(modernGptType, modernGptNames, modernDecoder(config), parameterOptions);
    this.config = config;
  }
}

/** The decoder that the options describe. */
export function modernDecoder(config: ModernGptConfig): DecoderOptions {
  const { vocabSize, contextLength, layers, heads, dModel, dropout, rmsNormEps: eps } = config;
  const { feedForward: width = 4 * dModel, ropeTheta: theta, logitSoftCap } = config;
  const norm = { kind: "rmsNorm", eps } as const;
  return {
    ...{ vocabSize, contextLength, layers, dModel, norm, logitSoftCap },
    embeddingNorm: norm,
    positions: { theta },
    attention: { heads, bias: false, projections: "separate", headNorm: norm },
    feedForward: { width, activation: "reluSquared", bias: false, gated: false },
    dropout: { embedding: dropout, attention: 0, residual: dropout },
    tieWeights: false,
    initial: { embeddings: 1, weights: 0.5 / Math.sqrt(dModel), projections: 0, head: 0 },
  };
}
