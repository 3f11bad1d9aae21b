import { gelu } from "../../ops/gelu.ts";
import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf, texts } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import type { TransformerActivation } from "../../transformer/transformer-options.ts";
import { KeywordTransformer } from "../speech/keyword-transformer.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";

/** The config.json beside KWT's weights, which was not written by Hugging Face's library. */
const fields = defineOptions(
  "kwt",
  {
    labels: texts({ optional: true }),
    sampling_rate: integer({ from: 100, to: 2 ** 20, default: 16000 }),
    samples: integer({ ...size, default: 16000 }),
    frame_length: integer({ from: 2, to: 2 ** 14, default: 480 }),
    hop_length: integer({ ...size, default: 160 }),
    num_mel_bins: integer({ from: 1, to: 1024, default: 80 }),
    num_mfcc: integer({ from: 1, to: 1024, default: 40 }),
    lower_edge_hertz: number({ from: 0, default: 20 }),
    upper_edge_hertz: number({ above: 0, default: 7600 }),
    d_model: integer({ ...size, default: 64 }),
    nhead: integer({ ...size, default: 1 }),
    dim_feedforward: integer({ ...size, default: 256 }),
    layers: integer({ from: 1, to: 1000, default: 12 }),
    norm_first: flag({ default: false }),
    activation: oneOf(["gelu_tanh", "gelu", "relu"], { default: "gelu_tanh" }),
    layer_norm_eps: number({ above: 0, default: 1e-6 }),
  },
  {
    check(given) {
      const { samples, frame_length: frame, upper_edge_hertz: upper, sampling_rate: rate } = given;
      if (frame > samples) return `frame_length is ${frame}, expected at most samples (${samples})`;
      if (upper > rate / 2)
        return `upper_edge_hertz is ${upper}, expected at most half of sampling_rate (${rate})`;
      return undefined;
    },
  },
);

const activations: Readonly<Record<string, TransformerActivation>> = {
  gelu_tanh: (x) => gelu(x, { approximate: "tanh" }),
  ...{ gelu: "gelu", relu: "relu" },
};

/** KWT: keywords out of a second of sound, cepstra and all. Berg et al., arXiv:2104.00769. */
export const kwt: Family = {
  modelType: "kwt",
  architectures: ["KWTForAudioClassification"],
  layout: {},
  describes: (config) =>
    ["mfcc", "labels", "frame_length"].every((name) => Object.hasOwn(config, name)),
  create(config, options) {
    // In words, of the file's reader: what the sizes are for.
    const given = configFields(fields, config, ["source", "mfcc", "head", "names"]);
    if (given.d_model % given.nhead !== 0)
      throw new OptionError(
        `config.json: nhead is ${given.nhead}, expected a number that divides d_model (${given.d_model})`,
      );
    return new KeywordTransformer(
      "kwt",
      {
        frontEnd: {
          ...{ sampleRate: given.sampling_rate, samples: given.samples },
          ...{ frameLength: given.frame_length, hop: given.hop_length },
          ...{ filters: given.num_mel_bins, coefficients: given.num_mfcc },
          ...{ lowest: given.lower_edge_hertz, highest: given.upper_edge_hertz },
        },
        ...{ dModel: given.d_model, heads: given.nhead, feedForward: given.dim_feedforward },
        ...{ layers: given.layers, normFirst: given.norm_first },
        activation: activations[given.activation]!,
        layerNormEps: given.layer_norm_eps,
        labels: given.labels ?? labelsOf(config),
      },
      options,
    );
  },
};
