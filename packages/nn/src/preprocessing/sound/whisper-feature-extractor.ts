import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import type { ModelInputs } from "../model-inputs.ts";
import { preprocessorFields } from "../preprocessor-fields.ts";
import { expectSounds } from "./expect-sounds.ts";
import type { ExtractOptions, SoundFeatureExtractor } from "./feature-extractor.ts";
import { LogMelSpectrogram } from "./log-mel-spectrogram.ts";
import { melFilterBank } from "./mel-filter-bank.ts";
import { padSounds } from "./padding.ts";
import { standardized } from "./standardized.ts";

const type = "WhisperFeatureExtractor";

const fields = defineOptions(type, {
  feature_size: integer({ from: 1, to: 1024, default: 80 }),
  sampling_rate: integer({ from: 1, to: 2 ** 20, default: 16000 }),
  hop_length: integer({ from: 1, to: 2 ** 16, default: 160 }),
  /** Of the windows that sounds are cut into or padded to, in seconds. */
  chunk_length: integer({ from: 1, to: 3600, default: 30 }),
  n_fft: integer({ from: 2, to: 2 ** 14, default: 400 }),
  padding_value: number({ default: 0 }),
  padding_side: oneOf(["right", "left"], { default: "right" }),
  /** Noise that transformers adds differently each time. */
  dither: oneOf([0], { default: 0 }),
  return_attention_mask: flag({ default: false }),
});

/** What the fields above say too. */
const withoutEffect = ["mel_filters", "n_samples", "nb_max_frames", "do_normalize"];

const callOptions = defineOptions("extract", {
  padding: oneOf(["longest", "max_length", "do_not_pad"], { default: "max_length" }),
  maxLength: integer({ from: 1, optional: true }),
  truncation: flag({ default: true }),
  padToMultipleOf: integer({ from: 1, optional: true }),
  returnAttentionMask: flag({ optional: true }),
  doNormalize: flag({ default: false }),
});

/** Whisper's log-mel spectrograms: `input_features` [batch, mels, frames], and `attention_mask` [batch, frames] where asked for. */
export function whisperFeatureExtractor(config: object): SoundFeatureExtractor {
  const given = preprocessorFields(fields, config, withoutEffect);
  const { feature_size: mels, hop_length: hop, n_fft: length, sampling_rate: sampleRate } = given;
  const filters = melFilterBank({
    ...{ bins: 1 + Math.floor(length / 2), filters: mels, sampleRate },
    ...{ minFrequency: 0, maxFrequency: 8000, scale: "slaney", norm: "slaney" },
  });
  const spectrogram = new LogMelSpectrogram(length, hop, filters);
  return {
    type,
    sampleRate,
    secondsHeard: given.chunk_length,
    extract(sounds: readonly Float32Array[], options: ExtractOptions = {}): ModelInputs {
      const { maxLength = given.chunk_length * sampleRate, ...asked } =
        callOptions.complete(options);
      expectSounds(sounds);
      const paddingValue = given.padding_value;
      const padded = padSounds(sounds, {
        ...asked,
        maxLength,
        paddingValue,
        side: given.padding_side,
      });
      const { length: samples, rows, masks } = padded;
      const frames = spectrogram.frames(samples);
      if (frames === 0)
        throw new RangeError(
          `extract: the sounds have ${samples} samples, expected at least ${hop}`,
        );
      const values = new Float32Array(rows.length * mels * frames);
      for (const [i, row] of rows.entries()) {
        const sound = asked.doNormalize ? standardized(row, masks[i], paddingValue) : row;
        spectrogram.compute(sound, values.subarray(i * mels * frames, (i + 1) * mels * frames));
      }
      const features = { dtype: "float32", shape: [rows.length, mels, frames], values } as const;
      if (!(asked.returnAttentionMask ?? given.return_attention_mask))
        return { input_features: features };
      const mask = Int32Array.from(
        { length: rows.length * frames },
        (_, i) => masks[Math.floor(i / frames)]![(i % frames) * hop]!,
      );
      const shape = [rows.length, frames];
      return { input_features: features, attention_mask: { dtype: "int32", shape, values: mask } };
    },
  };
}
