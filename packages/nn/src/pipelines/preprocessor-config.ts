import type { TaskModel } from "./task-model.ts";

/** Kinds of preprocessors, by where a processor_config.json has their fields. */
export type PreprocessorPart = "image_processor" | "feature_extractor";

/** Of families whose models are published with one kind: the fields that config.json tells, where a folder has no others. */
const ofFamilies: Readonly<
  Record<string, (config: Readonly<Record<string, unknown>>) => object | undefined>
> = {
  vit: ({ image_size: size }) => ({ image_processor_type: "ViTImageProcessor", size }),
  deit: ({ image_size: size }) => ({
    ...{ image_processor_type: "DeiTImageProcessor", size, crop_size: size },
  }),
  "vision-encoder-decoder": ({ encoder }) => fieldsOf(Object(encoder)),
  "audio-spectrogram-transformer": ({ num_mel_bins, max_length }) => ({
    ...{ feature_extractor_type: "ASTFeatureExtractor", num_mel_bins, max_length },
  }),
  wav2vec2: ({ feat_extract_norm: norm }) => ({
    feature_extractor_type: "Wav2Vec2FeatureExtractor",
    return_attention_mask: norm === "layer",
  }),
  whisper: ({ num_mel_bins: mels, max_source_positions: positions }) => {
    // Two frames of 10 ms each.
    const seconds = Number(positions) / 50;
    const fields = { feature_extractor_type: "WhisperFeatureExtractor", feature_size: mels };
    return Number.isInteger(seconds) && seconds > 0
      ? { ...fields, chunk_length: seconds }
      : undefined;
  },
};

const fieldsOf = (config: Readonly<Record<string, unknown>>): object | undefined => {
  const { model_type: type } = config;
  return typeof type === "string" && Object.hasOwn(ofFamilies, type)
    ? ofFamilies[type]!(config)
    : undefined;
};

/**
 * What says how pictures or sounds become the model's inputs: its preprocessor_config.json. In a folder without one the
 * defaults of the family's own preprocessor hold, with the sizes of config.json; a file that does not name its preprocessor
 * means the family's.
 *
 * @throws TypeError where neither tells enough
 */
export function preprocessorConfigOf(
  task: string,
  { config, preprocessorConfig }: Pick<TaskModel, "config" | "preprocessorConfig">,
  part: PreprocessorPart,
): object {
  const usual = fieldsOf(config);
  if (!preprocessorConfig) {
    if (usual) return usual;
    throw new TypeError(
      `${task}: the model's folder has no preprocessor_config.json, expected one that says how its inputs are made`,
    );
  }
  const names = [`${part}_type`, "feature_extractor_type", part];
  if (!usual || names.some((name) => Object.hasOwn(preprocessorConfig, name)))
    return preprocessorConfig;
  const type = Object.entries(usual).filter(([name]) => name.endsWith("_type"));
  return { ...Object.fromEntries(type), ...preprocessorConfig };
}
