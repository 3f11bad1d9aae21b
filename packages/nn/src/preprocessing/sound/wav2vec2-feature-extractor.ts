import { defineOptions } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import type { ModelInputs } from "../model-inputs.ts";
import { preprocessorFields } from "../preprocessor-fields.ts";
import { expectSounds } from "./expect-sounds.ts";
import type { ExtractOptions, SoundFeatureExtractor } from "./feature-extractor.ts";
import { padSounds } from "./padding.ts";
import { standardized } from "./standardized.ts";

const type = "Wav2Vec2FeatureExtractor";

const fields = defineOptions(type, {
  feature_size: oneOf([1], { default: 1 }),
  sampling_rate: integer({ from: 1, to: 2 ** 20, default: 16000 }),
  padding_value: number({ default: 0 }),
  padding_side: oneOf(["right", "left"], { default: "right" }),
  do_normalize: flag({ default: true }),
  return_attention_mask: flag({ default: false }),
});

const callOptions = defineOptions("extract", {
  padding: oneOf(["longest", "max_length", "do_not_pad"], { default: "do_not_pad" }),
  maxLength: integer({ from: 1, optional: true }),
  truncation: flag({ default: false }),
  padToMultipleOf: integer({ from: 1, optional: true }),
  returnAttentionMask: flag({ optional: true }),
});

/**
 * The samples themselves, of mean 0 and variance 1: `input_values` [batch, samples], and `attention_mask` where asked for.
 * As in transformers a padded row is normalised over its padding too, unless there is a mask.
 */
export function wav2vec2FeatureExtractor(config: object): SoundFeatureExtractor {
  const given = preprocessorFields(fields, config, []);
  const { padding_value: paddingValue, padding_side: side } = given;
  return {
    type,
    sampleRate: given.sampling_rate,
    extract(sounds: readonly Float32Array[], options: ExtractOptions = {}): ModelInputs {
      const asked = callOptions.complete(options);
      expectSounds(sounds);
      const { length, rows, masks } = padSounds(sounds, { ...asked, paddingValue, side });
      const masked = asked.returnAttentionMask ?? given.return_attention_mask;
      const values = new Float32Array(rows.length * length);
      for (const [i, row] of rows.entries()) {
        const mask = masked ? masks[i] : undefined;
        values.set(given.do_normalize ? standardized(row, mask, paddingValue) : row, i * length);
      }
      const shape = [rows.length, length];
      const input = { dtype: "float32", shape, values } as const;
      if (!masked) return { input_values: input };
      const mask = new Int32Array(rows.length * length);
      for (const [i, one] of masks.entries()) mask.set(one, i * length);
      return { input_values: input, attention_mask: { dtype: "int32", shape, values: mask } };
    },
  };
}
