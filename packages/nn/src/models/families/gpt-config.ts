import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";

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

export type GptConfig = Complete<typeof gptOptions>;
export type GptOptions = Given<typeof gptOptions>;

/** A whole, valid configuration, or an OptionError that names the option. Takes data from outside. */
export const gptConfig = (options: GptOptions): GptConfig => gptOptions.complete(options);
