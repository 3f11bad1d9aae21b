import { expectParameterOptions, type ParameterOptions } from "../../module/parameter-options.ts";
import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { CausalLM } from "../decoder/causal-lm.ts";
import type { DecoderNames } from "../decoder/decoder-names.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";

const size = integer({ from: 1, to: 2 ** 31 });

/** Shape and options of a GPT. */
export const gptOptions = defineOptions(
  "GPT",
  {
    vocabSize: size,
    /** Tokens that it can look back on, its own included. */
    contextLength: size,
    layers: size,
    heads: size,
    dModel: size,
    dropout: number({ from: 0, below: 1, default: 0, expected: "0 up to 1" }),
    /** Whether Linear and LayerNorm have biases. */
    bias: flag({ default: true }),
    activation: oneOf(["gelu", "geluTanh", "relu"], { default: "gelu" }),
    positions: oneOf(["learned", "sinusoidal"], { default: "learned" }),
    /** One matrix for token embedding and output head (Press and Wolf, arXiv:1608.05859). */
    tieWeights: flag({ default: true }),
  },
  {
    check: ({ dModel, heads }) =>
      dModel % heads === 0
        ? undefined
        : `dModel is ${dModel}, expected a multiple of heads (${heads})`,
  },
);

/** A whole configuration of a `Gpt`: every option has its value. */
export type GptConfig = Complete<typeof gptOptions>;
/** Sizes and options of a `Gpt`; those with defaults may be left out. */
export type GptOptions = Given<typeof gptOptions>;

/** A whole, valid configuration, or an OptionError that names the option. Takes data from outside. */
export const gptConfig = (options: GptOptions): GptConfig => gptOptions.complete(options);

/** GPT-2's state-dict names. */
export const gpt2Names: DecoderNames = {
  backbone: "transformer",
  tokens: "wte",
  positions: "wpe",
  layers: "h",
  norm: "ln_f",
  head: "lm_head",
  block: {
    attentionNorm: "ln_1",
    attention: "attn",
    feedForwardNorm: "ln_2",
    feedForward: "mlp",
  },
  attention: { packed: "c_attn", output: "c_proj" },
  feedForward: { expand: "c_fc", project: "c_proj" },
};

/**
 * A decoder-only transformer with GPT-2's architecture, initial values and state-dict keys (linear
 * weights are [out, in] as in `nn.Linear`). Radford et al. 2019.
 */
export class Gpt extends CausalLM {
  readonly config: GptConfig;

  constructor(options: GptOptions, parameterOptions: ParameterOptions = {}) {
    const config = gptConfig(options);
    expectParameterOptions("Gpt", parameterOptions);
    super("gpt2", gpt2Names, decoderOptions(config), parameterOptions);
    this.config = config;
  }
}

function decoderOptions(config: GptConfig): DecoderOptions {
  const { vocabSize, contextLength, layers, heads, dModel, positions, tieWeights } = config;
  const { bias, dropout, activation } = config;
  return {
    ...{ vocabSize, contextLength, layers, dModel, positions, tieWeights },
    norm: { kind: "layerNorm", eps: 1e-5, bias },
    attention: { heads, bias },
    feedForward: { width: 4 * dModel, activation, bias, gated: false },
    dropout: { embedding: dropout, attention: dropout, residual: dropout },
    initial: { weights: 0.02, projections: 0.02 / Math.sqrt(2 * layers) },
  };
}
