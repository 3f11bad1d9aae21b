import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number } from "../../options/fields.ts";
import type { ModelInputs } from "../model-inputs.ts";
import { preprocessorFields } from "../preprocessor-fields.ts";
import { expectSounds } from "./expect-sounds.ts";
import type { ExtractOptions, SoundFeatureExtractor } from "./feature-extractor.ts";
import { KaldiFilterBank } from "./kaldi-filter-bank.ts";

const type = "ASTFeatureExtractor";

const fields = defineOptions(type, {
  sampling_rate: integer({ from: 100, to: 2 ** 20, default: 16000 }),
  num_mel_bins: integer({ from: 4, to: 1024, default: 128 }),
  /** Frames of a spectrogram, in which sounds are cut or padded. */
  max_length: integer({ from: 1, to: 2 ** 16, default: 1024 }),
  do_normalize: flag({ default: true }),
  mean: number({ default: -4.2677393 }),
  /** Of which twice is divided by. */
  std: number({ above: 0, default: 4.5689974 }),
});

/** Waves are not padded here, frames are, with zeros; the model takes no mask. */
const withoutEffect = [
  ...["feature_size", "padding_value", "padding_side", "return_attention_mask"],
  ...["mel_filters", "window"],
];

const callOptions = defineOptions("extract", {});

/** Kaldi's filter banks as the Audio Spectrogram Transformer takes them: `input_values` [batch, frames, mels]. */
export function astFeatureExtractor(config: object): SoundFeatureExtractor {
  const given = preprocessorFields(fields, config, withoutEffect);
  const { num_mel_bins: mels, max_length: frames, sampling_rate: sampleRate } = given;
  const bank = new KaldiFilterBank(sampleRate, mels);
  return {
    type,
    sampleRate,
    extract(sounds: readonly Float32Array[], options: ExtractOptions = {}): ModelInputs {
      callOptions.complete(options);
      expectSounds(sounds);
      const values = new Float32Array(sounds.length * frames * mels);
      for (const [i, sound] of sounds.entries())
        bank.compute(sound, values.subarray(i * frames * mels, (i + 1) * frames * mels));
      if (given.do_normalize)
        for (let i = 0; i < values.length; i++)
          values[i] = (values[i]! - given.mean) / (given.std * 2);
      const shape = [sounds.length, frames, mels];
      return { input_values: { dtype: "float32", shape, values } };
    },
  };
}
