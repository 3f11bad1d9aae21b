import { objectAmong } from "../../model-folder/read-json.ts";
import type { FilesByName } from "../../model-folder/write-model-folder.ts";
import type { SoundFeatureExtractor } from "../../preprocessing/sound/feature-extractor.ts";
import { soundFeatureExtractor } from "../../preprocessing/sound/read-feature-extractor.ts";
import { jsonFile } from "../../pretrained/json-file.ts";
import { RecipeError } from "../../recipes/settings-error.ts";

/** How sounds are heard. */
export interface HearingSettings {
  /** Samples a second, in Hz. */
  readonly rate: number;
  /** Of the window that is heard. */
  readonly seconds: number;
  readonly mels: number;
}

const file = "preprocessor_config.json";

/** Whisper's log-mel spectrograms, a frame each 10 ms. */
export const hearingFiles = ({ rate, seconds, mels }: HearingSettings): FilesByName =>
  new Map([
    [
      file,
      jsonFile({
        feature_extractor_type: "WhisperFeatureExtractor",
        ...{ feature_size: mels, sampling_rate: rate, chunk_length: seconds },
        ...{ hop_length: Math.round(rate / 100), n_fft: Math.round(rate / 40) },
      }),
    ],
  ]);

/** Positions of Whisper's encoder: one for two frames. */
const positionsOf = ({ rate, seconds }: HearingSettings): number =>
  Math.floor((seconds * rate) / Math.round(rate / 100) / 2);

export function extractorIn(files: FilesByName): SoundFeatureExtractor {
  const json = objectAmong(files, file);
  if (json === undefined) throw new RecipeError(`${file} is missing, expected it beside the model`);
  return soundFeatureExtractor(json);
}

/** What is wrong with a rate and a window. */
export const hearingProblem = ({ rate, seconds }: HearingSettings): string | undefined =>
  rate % 200 === 0 ? undefined : `rate is ${rate}, expected a multiple of 200 (seconds ${seconds})`;

/** The shape of Whisper's encoder. */
export const encoderFields = (
  given: HearingSettings & {
    readonly layers: number;
    readonly heads: number;
    readonly dModel: number;
    readonly dropout: number;
  },
) => ({
  ...{ model_type: "whisper", num_mel_bins: given.mels, max_source_positions: positionsOf(given) },
  ...{ d_model: given.dModel, encoder_layers: given.layers, encoder_attention_heads: given.heads },
  ...{
    encoder_ffn_dim: 2 * given.dModel,
    dropout: given.dropout,
    init_std: (2 * given.dModel) ** -0.5,
  },
});
