import { type PreprocessorPart, partOf } from "../preprocessing/preprocessor-of.ts";
import type { TaskModel } from "./task-model.ts";

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
  kwt: ({ sampling_rate, samples }) => ({
    ...{ feature_extractor_type: "KWTFeatureExtractor", sampling_rate, samples },
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

type Described = Pick<TaskModel, "config" | "preprocessorConfig" | "processorConfig">;

/**
 * What says how pictures or sounds become the model's inputs: a part of its processor_config.json, or else its
 * preprocessor_config.json. In a folder without either the defaults of the family's own preprocessor hold, with the sizes of
 * config.json; a file that does not name its preprocessor means the family's.
 *
 * @throws TypeError where neither tells enough
 */
export function preprocessorConfigOf(
  task: string,
  { config, preprocessorConfig, processorConfig }: Described,
  part: PreprocessorPart,
): object {
  const usual = fieldsOf(config);
  const own = partOf(processorConfig, part) ?? partOf(preprocessorConfig, part);
  const given = own ?? preprocessorConfig;
  if (!given) {
    if (usual) return usual;
    throw new TypeError(
      `${task}: the model's folder has no preprocessor_config.json and no processor_config.json with "${part}", ` +
        "expected one that says how its inputs are made",
    );
  }
  const names = [`${part}_type`, "feature_extractor_type"];
  if (!usual || names.some((name) => Object.hasOwn(given, name))) return given;
  const type = Object.entries(usual).filter(([name]) => name.endsWith("_type"));
  return { ...Object.fromEntries(type), ...given };
}
