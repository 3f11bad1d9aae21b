import { defineOptions } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import { TwoTokenClassifier } from "../heads/two-token-classifier.ts";
import { TwoTokenPooler } from "../heads/two-token-pooler.ts";
import { VisionModel } from "../vision/vision-model.ts";
import { architectureOf } from "./architecture-of.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";
import { visionOf, vitFields, vitNames } from "./vit-shape.ts";

/** ASTConfig of Hugging Face, with its defaults. */
const fields = defineOptions("audio-spectrogram-transformer", {
  ...vitFields,
  patch_size: integer({ ...size, default: 16 }),
  frequency_stride: integer({ ...size, default: 10 }),
  time_stride: integer({ ...size, default: 10 }),
  max_length: integer({ ...size, default: 1024 }),
  num_mel_bins: integer({ ...size, default: 128 }),
});

const [modelType, backbone] = ["audio-spectrogram-transformer", "audio_spectrogram_transformer"];
const architectures = ["ASTForAudioClassification", "ASTModel"] as const;

/** The Audio Spectrogram Transformer: a DeiT of overlapping patches of a mel spectrogram. Gong et al., arXiv:2104.01778. */
export const audioSpectrogramTransformer: Family = {
  modelType,
  architectures: [...architectures],
  layout: { prefix: `${backbone}.` },
  create(config, options) {
    const given = configFields(fields, config, ["num_labels"]);
    const { patch_size: side, hidden_size: width, initializer_range: deviation } = given;
    const vision = visionOf(given, {
      ...{ input: "spectrogram", channels: 1, patchSize: [side, side] },
      imageSize: [given.num_mel_bins, given.max_length],
      patchStride: [given.frequency_stride, given.time_stride],
      extraTokens: ["cls_token", "distillation_token"],
    });
    if (architectureOf(config, [...architectures]) === "ASTModel")
      return new VisionModel(
        ...([modelType, vitNames("", "pooled"), vision, () => new TwoTokenPooler()] as const),
        options,
      );
    return new VisionModel(
      ...([modelType, vitNames(backbone, "classifier"), vision] as const),
      (own) => new TwoTokenClassifier(width, labelsOf(config), vision.norm, deviation, own),
      options,
    );
  },
};
