import { defineOptions } from "../../options/define-options.ts";
import { flag, integer } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { configFields } from "./config-fields.ts";
import { llamaDecoder, llamaNames, llamaOthers } from "./llama-shape.ts";
import { qwenFields, withQwenWindow } from "./qwen-shape.ts";

/** Qwen3Config of Hugging Face, with its defaults. */
const fields = defineOptions("qwen3", {
  ...qwenFields,
  head_dim: integer({ from: 1, default: 128 }),
  attention_bias: flag({ default: false }),
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
    return withQwenWindow(
      llamaDecoder(given, config, {
        bias: given.attention_bias,
        headNorm: { kind: "rmsNorm", eps: given.rms_norm_eps },
      }),
      config,
      given,
    );
  },
});
