import { defineOptions } from "../../options/define-options.ts";
import { flag, integer } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { configFields } from "./config-fields.ts";
import { slidingLayers } from "./layer-types.ts";
import { llamaDecoder, llamaFields, llamaNames, llamaOthers } from "./llama-shape.ts";

/** Qwen3Config of Hugging Face, with its defaults. */
const fields = defineOptions("qwen3", {
  ...llamaFields,
  vocab_size: integer({ from: 1, default: 151936 }),
  intermediate_size: integer({ from: 1, default: 22016 }),
  num_key_value_heads: integer({ from: 1, optional: true }),
  max_position_embeddings: integer({ from: 1, default: 32768 }),
  head_dim: integer({ from: 1, default: 128 }),
  attention_bias: flag({ default: false }),
  use_sliding_window: flag({ default: false }),
  sliding_window: integer({ from: 1, optional: true }),
  max_window_layers: integer({ from: 0, default: 28 }),
});

/** Qwen 3: Llama with a norm of each head's queries and keys. Yang et al., arXiv:2505.09388. */
export const qwen3 = decoderFamily({
  modelType: "qwen3",
  architectures: ["Qwen3ForCausalLM"],
  names: llamaNames,
  headNames: { ofTokens: "score", answering: "transformer" },
  layout: { prefix: "model." },
  fromConfig(config) {
    const given = configFields(fields, config, llamaOthers);
    const decoder = llamaDecoder(given, config, {
      bias: given.attention_bias,
      headNorm: { kind: "rmsNorm", eps: given.rms_norm_eps },
    });
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
