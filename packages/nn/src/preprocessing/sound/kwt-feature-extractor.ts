import { defineOptions } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import type { ModelInputs } from "../model-inputs.ts";
import { preprocessorFields } from "../preprocessor-fields.ts";
import { expectSounds } from "./expect-sounds.ts";
import type { ExtractOptions, SoundFeatureExtractor } from "./feature-extractor.ts";

const type = "KWTFeatureExtractor";

const fields = defineOptions(type, {
  sampling_rate: integer({ from: 100, to: 2 ** 20, default: 16000 }),
  /** Of the window that the model hears. */
  samples: integer({ from: 1, to: 2 ** 20, default: 16000 }),
});

const callOptions = defineOptions("extract", {});

/** Sounds as they are, in the middle of a window of one length, and the middle of longer ones: `input_values` [batch, samples]. */
export function kwtFeatureExtractor(config: object): SoundFeatureExtractor {
  const { sampling_rate: sampleRate, samples } = preprocessorFields(fields, config, []);
  return {
    ...{ type, sampleRate },
    extract(sounds: readonly Float32Array[], options: ExtractOptions = {}): ModelInputs {
      callOptions.complete(options);
      expectSounds(sounds);
      const values = new Float32Array(sounds.length * samples);
      for (const [i, sound] of sounds.entries()) {
        const spare = samples - sound.length;
        const from = Math.max(0, Math.floor(-spare / 2));
        const at = i * samples + Math.max(0, Math.floor(spare / 2));
        values.set(sound.subarray(from, from + samples), at);
      }
      return { input_values: { dtype: "float32", shape: [sounds.length, samples], values } };
    },
  };
}
