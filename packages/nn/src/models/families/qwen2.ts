import { defineOptions } from "../../options/define-options.ts";
import { flag, integer } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { configFields } from "./config-fields.ts";
import { slidingLayers } from "./layer-types.ts";
import { llamaDecoder, llamaFields, llamaNames, llamaOthers } from "./llama-shape.ts";

/** Qwen2Config of Hugging Face, with its defaults. */
const fields = defineOptions("qwen2", {
  ...llamaFields,
  vocab_size: integer({ from: 1, default: 151936 }),
  intermediate_size: integer({ from: 1, default: 22016 }),
  num_key_value_heads: integer({ from: 1, optional: true }),
  max_position_embeddings: integer({ from: 1, default: 32768 }),
  use_sliding_window: flag({ default: false }),
  sliding_window: integer({ from: 1, optional: true }),
  max_window_layers: integer({ from: 0, default: 28 }),
});

/** Qwen 2: Llama with biases for queries, keys and values. Yang et al., arXiv:2407.10671. */
export const qwen2 = decoderFamily({
  modelType: "qwen2",
  architectures: ["Qwen2ForCausalLM"],
  names: llamaNames,
  headNames: { ofTokens: "score", answering: "transformer" },
  layout: { prefix: "model." },
  fromConfig(config) {
    const given = configFields(fields, config, llamaOthers);
    const decoder = llamaDecoder(given, config, { bias: true, outputBias: false });
    const { use_sliding_window, sliding_window: window = 4096, max_window_layers } = given;
    const sliding = slidingLayers(
      config,
      decoder.layers,
      (layer) => use_sliding_window && layer >= max_window_layers,
    );
    if (!use_sliding_window || !sliding.includes(true)) return decoder;
    return {
      ...decoder,
      attention: { ...decoder.attention, window },
      slidingLayers: sliding,
    };
  },
});
