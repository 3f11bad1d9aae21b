import { defineOptions } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { configFields } from "./config-fields.ts";
import { llamaDecoder, llamaFields, llamaNames, llamaOthers } from "./llama-shape.ts";

/** MistralConfig of Hugging Face, with its defaults; no window where `sliding_window` is null. */
const fields = defineOptions("mistral", {
  ...llamaFields,
  intermediate_size: integer({ from: 1, default: 14336 }),
  num_key_value_heads: integer({ from: 1, default: 8 }),
  max_position_embeddings: integer({ from: 1, default: 131072 }),
  sliding_window: integer({ from: 1, optional: true }),
});

/** Mistral: Llama with a sliding window. Jiang et al., arXiv:2310.06825. */
export const mistral = decoderFamily({
  modelType: "mistral",
  architectures: ["MistralForCausalLM"],
  names: llamaNames,
  layout: { prefix: "model." },
  fromConfig(config) {
    const { sliding_window, ...given } = configFields(fields, config, llamaOthers);
    const usual = "sliding_window" in config ? undefined : 4096;
    const window = sliding_window ?? usual;
    return llamaDecoder(given, config, window === undefined ? {} : { window });
  },
});
