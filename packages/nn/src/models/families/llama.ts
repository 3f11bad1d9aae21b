import { defineOptions } from "../../options/define-options.ts";
import { flag } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { configFields } from "./config-fields.ts";
import { llamaDecoder, llamaFields, llamaNames, llamaOthers } from "./llama-shape.ts";

/** LlamaConfig of Hugging Face, with its defaults. */
const fields = defineOptions("llama", {
  ...llamaFields,
  attention_bias: flag({ default: false }),
  mlp_bias: flag({ default: false }),
});

/** Llama. Touvron et al., arXiv:2302.13971; grouped heads since Llama 2, arXiv:2307.09288. */
export const llama = decoderFamily({
  modelType: "llama",
  architectures: ["LlamaForCausalLM"],
  names: llamaNames,
  headNames: { ofTokens: "score", answering: "transformer" },
  layout: { prefix: "model.", ignored: /rotary_emb\.inv_freq$/ },
  fromConfig(config) {
    const given = configFields(fields, config, llamaOthers);
    const decoder = llamaDecoder(given, config, { bias: given.attention_bias });
    return { ...decoder, feedForward: { ...decoder.feedForward, bias: given.mlp_bias } };
  },
});
