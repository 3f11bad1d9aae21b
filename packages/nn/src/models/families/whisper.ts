import { defineOptions, type WholeOf } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import type { TranscriptionOptions } from "../encoder-decoder/transcription-backbone.ts";
import { TranscriptionStates } from "../encoder-decoder/transcription-states.ts";
import { Transcription } from "../heads/transcription.ts";
import { SpectrogramEncoder, type SpectrogramOptions } from "../speech/spectrogram-encoder.ts";
import { SpectrogramClassifier } from "../speech/spectrogram-model.ts";
import { activationNames, activationOf } from "./activation-names.ts";
import { architectureOf } from "./architecture-of.ts";
import { bartBlock, bartStack } from "./bart-names.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";
import { specAugmentFields, specAugmentOf } from "./spec-augment-config.ts";

const probability = { from: 0, below: 1, default: 0 };

/** WhisperConfig of Hugging Face, with its defaults. */
const table = {
  vocab_size: integer({ ...size, default: 51865 }),
  num_mel_bins: integer({ ...size, default: 80 }),
  encoder_layers: integer({ ...size, from: 0, default: 4 }),
  encoder_attention_heads: integer({ ...size, default: 6 }),
  decoder_layers: integer({ ...size, from: 0, default: 4 }),
  decoder_attention_heads: integer({ ...size, default: 6 }),
  encoder_ffn_dim: integer({ ...size, default: 1536 }),
  decoder_ffn_dim: integer({ ...size, default: 1536 }),
  encoder_layerdrop: number(probability),
  decoder_layerdrop: number(probability),
  activation_function: oneOf(activationNames, { default: "gelu" }),
  d_model: integer({ ...size, default: 384 }),
  dropout: number(probability),
  attention_dropout: number(probability),
  activation_dropout: number(probability),
  init_std: number({ from: 0, default: 0.02 }),
  max_source_positions: integer({ ...size, default: 1500 }),
  max_target_positions: integer({ ...size, default: 448 }),
  pad_token_id: integer({ from: 0, optional: true }),
  decoder_start_token_id: integer({ from: 0, optional: true }),
  tie_word_embeddings: flag({ default: true }),
  ...specAugmentFields,
  apply_spec_augment: flag({ default: false }),
  use_weighted_layer_sum: flag({ default: false }),
  classifier_proj_size: integer({ ...size, default: 256 }),
};
type WhisperConfig = WholeOf<typeof table>;
const fields = defineOptions("whisper", table);

/** Nothing is scaled by it in Whisper; the filter is for times of words. */
const withoutEffect = [
  ...["scale_embedding", "median_filter_width", "num_labels", "num_hidden_layers"],
  "forced_decoder_ids",
];

const head = "proj_out.weight";
const architectures = [
  ...(["WhisperForConditionalGeneration", "WhisperForAudioClassification"] as const),
  "WhisperModel",
] as const;

/** Whisper: text, or classes, out of mel spectrograms. Radford et al., arXiv:2212.04356. */
export const whisper: Family = {
  modelType: "whisper",
  architectures: [...architectures],
  layout: { prefix: "model.", ignored: /^proj_out\./ },
  twins: () => new Map([[head, "model.decoder.embed_tokens.weight"]]),
  create(config, options, stored) {
    const given = configFields(fields, config, withoutEffect);
    const spectrogram = spectrogramOf(given);
    const { d_model: dModel } = given;
    const architecture = architectureOf(config, [...architectures]);
    if (architecture === "WhisperForAudioClassification") {
      const mixedLayers = given.use_weighted_layer_sum ? given.encoder_layers + 1 : undefined;
      const { classifier_proj_size: projected } = given;
      const sizes = { dModel, projected, labels: labelsOf(config), mixedLayers };
      return new SpectrogramClassifier("whisper", bartBlock, spectrogram, sizes, options);
    }
    const encoder = new SpectrogramEncoder(spectrogram, bartBlock, options ?? {});
    if (architecture === "WhisperModel")
      return new TranscriptionStates("whisper", encoder, stacksOf(given, ""), options);
    const tieHead = stored ? !stored.has(head) : given.tie_word_embeddings;
    return new Transcription(
      "whisper",
      encoder,
      { ...stacksOf(given, "model."), headName: "proj_out", tieHead },
      options,
    );
  },
};

/** The two halves, with names behind a prefix. */
const stacksOf = (given: WhisperConfig, prefix: string): TranscriptionOptions => ({
  ...{ encoderName: `${prefix}encoder`, encoderWidth: given.d_model },
  ...{ decoderName: `${prefix}decoder`, decoderNames: bartStack, vocabSize: given.vocab_size },
  decoder: {
    ...blockOf(given, "decoder"),
    layers: given.decoder_layers,
    positions: { kind: "learned", length: given.max_target_positions, offset: 0 },
    ...{ embeddingNorm: false, finalNorm: true, layerDrop: given.decoder_layerdrop },
  },
  ids: {
    ...{ padding: given.pad_token_id ?? 50256, start: given.decoder_start_token_id ?? 50257 },
    fromSource: false,
  },
});

const spectrogramOf = (given: WhisperConfig): SpectrogramOptions => ({
  ...blockOf(given, "encoder"),
  layers: given.encoder_layers,
  melBins: given.num_mel_bins,
  tokens: given.max_source_positions,
  embeddingDropout: given.dropout,
  layerDrop: given.encoder_layerdrop,
  specAugment: specAugmentOf(given),
});

/** Norms before each part, and keys without a bias. */
function blockOf(given: WhisperConfig, side: "encoder" | "decoder") {
  const { dropout: residual, init_std: weights } = given;
  return {
    dModel: given.d_model,
    norm: { kind: "layerNorm", eps: 1e-5, bias: true },
    attention: {
      ...{ heads: given[`${side}_attention_heads`], bias: true, keyBias: false },
      ...({ projections: "separate", causal: side === "decoder" } as const),
    },
    feedForward: {
      ...{ width: given[`${side}_ffn_dim`], gated: false, bias: true },
      activation: activationOf(given.activation_function),
    },
    dropout: {
      ...{ attention: given.attention_dropout, residual, embedding: residual },
      activation: given.activation_dropout,
    },
    initial: { weights, projections: weights },
  } as const;
}
