import { defineOptions } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import { decoderFamily } from "../decoder/decoder-family.ts";
import { paddingIdOf } from "./bert-shape.ts";
import { configFields } from "./config-fields.ts";
import { gemma2Fields, gemma2Names } from "./gemma2.ts";
import { slidingLayers } from "./layer-types.ts";
import { llamaDecoder, llamaOthers } from "./llama-shape.ts";
import { ropeOf } from "./rope-config.ts";

/** Gemma3TextConfig of Hugging Face, with its defaults. */
const fields = defineOptions("gemma3_text", {
  ...gemma2Fields,
  vocab_size: integer({ from: 1, default: 262208 }),
  max_position_embeddings: integer({ from: 1, default: 131072 }),
  sliding_window_pattern: integer({ from: 1, optional: true }),
  _sliding_window_pattern: integer({ from: 1, optional: true }),
});

/**
 * Gemma 3's text model: one layer in six sees everything, the others slide and are rotated by another base; queries and
 * keys are normalised. Kamath et al., arXiv:2503.19786.
 */
export const gemma3 = decoderFamily({
  modelType: "gemma3_text",
  architectures: ["Gemma3ForCausalLM"],
  names: gemma2Names,
  layout: { prefix: "model." },
  fromConfig(config) {
    const others = [...llamaOthers, "cache_implementation", "hidden_act"];
    const given = configFields(fields, config, others);
    const { head_dim: headSize, max_position_embeddings: maxPositions, hidden_activation } = given;
    const { attn_logit_softcapping: softCap, rms_norm_eps: eps } = given;
    const norm = { kind: "rmsNorm", eps, offset: 1 } as const;
    const decoder = llamaDecoder({ ...given, hidden_act: hidden_activation }, config, {
      bias: given.attention_bias,
      scale: given.query_pre_attn_scalar ** -0.5,
      window: given.sliding_window,
      headNorm: norm,
      ...(softCap === undefined ? {} : { softCap }),
    });
    const every = given.sliding_window_pattern ?? given._sliding_window_pattern ?? 6;
    const place = { headSize, maxPositions };
    const { rope_local_base_freq: local = 10000, rope_parameters: nested } = config as {
      readonly rope_local_base_freq?: number;
      readonly rope_parameters?: object | null;
    };
    return {
      ...decoder,
      paddingRow: paddingIdOf(config, decoder.vocabSize, 0),
      norm,
      normPlacement: "sandwich",
      embeddingScale: Math.sqrt(given.hidden_size),
      positions: ropeOf(config, { ...place, theta: 1e6 }),
      slidingLayers: slidingLayers(config, decoder.layers, (layer) => (layer + 1) % every !== 0),
      // Scaling is for the layers that see everything.
      slidingPositions: nested
        ? ropeOf(config, { ...place, layerType: "sliding_attention" })
        : { dim: headSize, theta: local },
      logitSoftCap: given.final_logit_softcapping,
    };
  },
});
