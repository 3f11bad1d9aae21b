import type { ParameterOptions } from "../../module/parameter-options.ts";
import { defineOptions } from "../../options/define-options.ts";
import { describeValue } from "../../options/describe-value.ts";
import { flag, integer } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import type { DecoderOptions } from "../decoder/decoder-options.ts";
import type { TokenStackOptions } from "../encoder-decoder/stack-options.ts";
import { Transcription } from "../heads/transcription.ts";
import { VisionModel } from "../vision/vision-model.ts";
import { configFields } from "./config-fields.ts";
import { deit } from "./deit.ts";
import type { Family } from "./family.ts";
import { gpt2Names } from "./gpt.ts";
import { gpt2Options } from "./gpt2.ts";
import { vit } from "./vit.ts";

const fields = defineOptions("vision-encoder-decoder", {
  pad_token_id: integer({ from: 0, optional: true }),
  decoder_start_token_id: integer({ from: 0, optional: true }),
  /** Hugging Face's model ties its two halves never, and its decoder by the decoder's own field. */
  tie_word_embeddings: flag({ default: false }),
});

const head = "decoder.lm_head.weight";

/** A picture in words: a ViT or DeiT, and a GPT-2 that attends to what it gives. Li et al., arXiv:2109.10282. */
export const visionEncoderDecoder: Family = {
  modelType: "vision-encoder-decoder",
  architectures: ["VisionEncoderDecoderModel"],
  layout: {
    transposed: /^decoder\..*\.(c_attn|c_proj|c_fc|q_attn)\.weight$/,
    ignored: /\.(attn|crossattention)\.(masked_)?bias$|embeddings\.mask_token$/,
  },
  twins: () => new Map([[head, "decoder.transformer.wte.weight"]]),
  create(config, options = {}, stored) {
    const given = configFields(fields, config, ["encoder", "decoder"]);
    const { encoder: ofEncoder, decoder: ofDecoder } = config as Record<string, unknown>;
    const encoder = encoderOf(half("encoder", ofEncoder, ["vit", "deit"]), options, stored);
    const decoder = gpt2Options(decoderConfig(half("decoder", ofDecoder, ["gpt2"])));
    const { dModel: encoderWidth } = encoder.options;
    const { block, attention, feedForward } = gpt2Names;
    return new Transcription(
      "vision-encoder-decoder",
      encoder,
      {
        ...{ encoderName: "encoder", encoderWidth, decoderName: "decoder.transformer" },
        decoder: stackOf(decoder),
        decoderNames: {
          ...{ tokens: "wte", positions: "wpe", layers: "h", norm: "ln_f" },
          ...{ attention, feedForward },
          block: {
            ...block,
            crossAttention: "crossattention",
            crossAttentionNorm: "ln_cross_attn",
          },
          crossAttention: { q: "q_attn", packed: "c_attn", output: "c_proj" },
        },
        ...{ vocabSize: decoder.vocabSize, headName: "decoder.lm_head" },
        tieHead: stored ? !stored.has(head) : decoder.tieWeights,
        projectionName: encoderWidth === decoder.dModel ? undefined : "enc_to_dec_proj",
        ids: {
          ...{ padding: given.pad_token_id, start: given.decoder_start_token_id },
          fromSource: false,
        },
      },
      options,
    );
  },
};

/** @throws OptionError for a half that is no object, or of a model type that is not known here */
function half(name: string, given: unknown, types: readonly string[]): Record<string, unknown> {
  if (typeof given !== "object" || given === null)
    throw new OptionError(
      `config.json: ${name} is ${describeValue(given)}, expected the config of a model`,
    );
  const { model_type: type } = given as Record<string, unknown>;
  if (!types.includes(String(type)))
    throw new OptionError(
      `config.json: ${name}.model_type is ${describeValue(type)}, expected ${types.join(" or ")}`,
    );
  return given as Record<string, unknown>;
}

function encoderOf(
  given: Record<string, unknown>,
  options: ParameterOptions,
  stored: ReadonlySet<string> | undefined,
): VisionModel {
  const { tie_word_embeddings: _, add_cross_attention: __, ...own } = given;
  const family = given.model_type === "deit" ? deit : vit;
  const base = family.architectures.find((name) => name.endsWith("Model"));
  const model = family.create({ ...own, architectures: [base] }, options, stored);
  if (model instanceof VisionModel) return model;
  throw new TypeError(`${family.modelType}: expected a vision transformer`);
}

/** @throws OptionError for a decoder that does not attend to an encoder */
function decoderConfig(given: Record<string, unknown>): object {
  const { add_cross_attention: attends, ...own } = given;
  if (attends === true) return own;
  throw new OptionError(
    `config.json: decoder.add_cross_attention is ${describeValue(attends)}, expected true`,
  );
}

function stackOf({
  positions,
  contextLength: length,
  ...decoder
}: DecoderOptions): TokenStackOptions {
  return {
    ...decoder,
    positions:
      positions === "learned"
        ? { kind: "learned", length, offset: 0 }
        : { kind: "sinusoidal", length, stored: false },
    ...{ embeddingNorm: false, finalNorm: true },
  };
}
