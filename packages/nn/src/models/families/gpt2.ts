import type { ParameterOptions } from "../../module/parameter-options.ts";
import { CausalLM } from "../decoder/causal-lm.ts";
import type { DecoderFamily } from "../decoder/decoder-family.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";
import { type GptConfig, type GptOptions, gptConfig } from "./gpt-config.ts";

/** GPT-2. Radford et al. 2019, "Language models are unsupervised multitask learners". */
export const gpt2: DecoderFamily = {
  modelType: "gpt2",
  architectures: ["GPT2LMHeadModel"],
  names: {
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
    feedForward: { expand: "c_fc", project: "c_proj" },
  },
  layout: {
    transposed: /\.(c_attn|c_proj|c_fc)\.weight$/,
    ignored: /\.attn\.(masked_)?bias$/,
  },
};

/**
 * A decoder-only transformer with GPT-2's architecture, initial values and state-dict keys (linear
 * weights are [out, in] as in `nn.Linear`). Radford et al. 2019.
 */
export class Gpt extends CausalLM {
  readonly config: GptConfig;

  constructor(options: GptOptions, parameterOptions: ParameterOptions = {}) {
    const config = gptConfig(options);
    super(gpt2, decoderOptions(config), parameterOptions);
    this.config = config;
  }
}

function decoderOptions(config: GptConfig): DecoderOptions {
  const { vocabSize, contextLength, layers, heads, dModel, positions, tieWeights } = config;
  const { bias, dropout, activation } = config;
  return {
    ...{ vocabSize, contextLength, layers, heads, dModel, positions, tieWeights },
    norm: { eps: 1e-5, bias },
    attentionBias: bias,
    feedForward: { width: 4 * dModel, activation, bias },
    dropout: { embedding: dropout, attention: dropout, residual: dropout },
    initial: { weights: 0.02, projections: 0.02 / Math.sqrt(2 * layers) },
  };
}
