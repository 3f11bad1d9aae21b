import { defineOptions } from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { paddingIdOf } from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { llamaDecoder, llamaFields, llamaNames, llamaOthers } from "./llama-shape.ts";

const probability = { from: 0, below: 1, default: 0 };

/** Phi3Config of Hugging Face, with its defaults. */
const fields = defineOptions("phi3", {
  ...llamaFields,
  vocab_size: integer({ from: 1, default: 32064 }),
  hidden_size: integer({ from: 1, default: 3072 }),
  intermediate_size: integer({ from: 1, default: 8192 }),
  rms_norm_eps: number({ above: 0, default: 1e-5 }),
  resid_pdrop: number(probability),
  embd_pdrop: number(probability),
  max_position_embeddings: integer({ from: 1, default: 4096 }),
  sliding_window: integer({ from: 1, optional: true }),
});

/** Phi-3: Llama with packed projections. Abdin et al., arXiv:2404.14219. */
export const phi3 = decoderFamily({
  modelType: "phi3",
  architectures: ["Phi3ForCausalLM"],
  names: {
    ...llamaNames,
    attention: { packed: "qkv_proj", output: "o_proj" },
    feedForward: { expand: "gate_up_proj", project: "down_proj" },
  },
  layout: { prefix: "model." },
  fromConfig(config) {
    const others = [...llamaOthers, "attention_bias"]; // its projections have none, whatever it says
    const { sliding_window: window, ...given } = configFields(fields, config, others);
    const decoder = llamaDecoder(given, config, {
      projections: "packed",
      ...(window === undefined ? {} : { window }),
    });
    return {
      ...decoder,
      paddingRow: paddingIdOf(config, decoder.vocabSize, 32000),
      feedForward: { ...decoder.feedForward, gated: "packed" },
      dropout: {
        ...decoder.dropout,
        embedding: given.embd_pdrop,
        residual: given.resid_pdrop,
      },
    };
  },
});
