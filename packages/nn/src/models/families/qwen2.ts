import { defineOptions } from "../../options/define-options.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { configFields } from "./config-fields.ts";
import { llamaDecoder, llamaNames, llamaOthers } from "./llama-shape.ts";
import { qwenFields, withQwenWindow } from "./qwen-shape.ts";

/** Qwen2Config of Hugging Face, with its defaults. */
const fields = defineOptions("qwen2", qwenFields);

/** Qwen 2: Llama with biases for queries, keys and values. Yang et al., arXiv:2407.10671. */
export const qwen2 = decoderFamily({
  modelType: "qwen2",
  architectures: ["Qwen2ForCausalLM"],
  names: llamaNames,
  headNames: { ofTokens: "score", answering: "transformer" },
  layout: { prefix: "model." },
  fromConfig(config) {
    const given = configFields(fields, config, llamaOthers);
    return withQwenWindow(
      llamaDecoder(given, config, { bias: true, outputBias: false }),
      config,
      given,
    );
  },
});
