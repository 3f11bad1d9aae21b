import { defineOptions } from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import { modernDecoder, modernGptNames, modernGptOptions, modernGptType } from "./modern-gpt.ts";

/** Of a config.json; each is an option of `ModernGpt`. */
const fields = defineOptions(modernGptType, {
  vocab_size: integer(size),
  max_position_embeddings: integer(size),
  num_hidden_layers: integer(size),
  num_attention_heads: integer(size),
  hidden_size: integer(size),
  intermediate_size: integer(size),
  dropout: number({ from: 0, below: 1 }),
  logit_soft_cap: number({ above: 0, optional: true }),
  rope_theta: number({ above: 0 }),
  rms_norm_eps: number({ above: 0 }),
});

/** Models of this library's own, in folders of Hugging Face's form. */
export const modernGpt = decoderFamily({
  modelType: modernGptType,
  architectures: ["ModernGptForCausalLM"],
  names: modernGptNames,
  layout: { prefix: "model." },

  fromConfig(config) {
    const given = configFields(fields, config);
    return modernDecoder(
      modernGptOptions.complete({
        vocabSize: given.vocab_size,
        contextLength: given.max_position_embeddings,
        layers: given.num_hidden_layers,
        heads: given.num_attention_heads,
        dModel: given.hidden_size,
        feedForward: given.intermediate_size,
        dropout: given.dropout,
        logitSoftCap: given.logit_soft_cap,
        ropeTheta: given.rope_theta,
        rmsNormEps: given.rms_norm_eps,
      }),
    );
  },

  toConfig: ({ vocabSize, contextLength, layers, dModel, attention, ...rest }: DecoderOptions) => ({
    vocab_size: vocabSize,
    max_position_embeddings: contextLength,
    num_hidden_layers: layers,
    num_attention_heads: attention.heads,
    hidden_size: dModel,
    intermediate_size: rest.feedForward.width,
    dropout: rest.dropout.residual,
    ...(rest.logitSoftCap === undefined ? {} : { logit_soft_cap: rest.logitSoftCap }),
    rope_theta: typeof rest.positions === "object" ? rest.positions.theta : undefined,
    rms_norm_eps: rest.norm.eps,
  }),
});
