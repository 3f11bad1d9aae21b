import { flag, integer, number } from "../../options/fields.ts";
import type { SpecAugmentOptions } from "../speech/spec-augment.ts";

const part = { from: 0, to: 1 };
const count = { from: 0, to: 2 ** 31 };

/** Fields of a config.json that say what is hidden while training. */
export const specAugmentFields = {
  apply_spec_augment: flag({ default: true }),
  mask_time_prob: number({ ...part, default: 0.05 }),
  mask_time_length: integer({ ...count, from: 1, default: 10 }),
  mask_time_min_masks: integer({ ...count, default: 2 }),
  mask_feature_prob: number({ ...part, default: 0 }),
  mask_feature_length: integer({ ...count, from: 1, default: 10 }),
  mask_feature_min_masks: integer({ ...count, default: 0 }),
};

interface SpecAugmentConfig {
  readonly apply_spec_augment: boolean;
  readonly mask_time_prob: number;
  readonly mask_time_length: number;
  readonly mask_time_min_masks: number;
  readonly mask_feature_prob: number;
  readonly mask_feature_length: number;
  readonly mask_feature_min_masks: number;
}

export const specAugmentOf = (given: SpecAugmentConfig): SpecAugmentOptions => ({
  applied: given.apply_spec_augment,
  time: {
    probability: given.mask_time_prob,
    length: given.mask_time_length,
    least: given.mask_time_min_masks,
  },
  features: {
    probability: given.mask_feature_prob,
    length: given.mask_feature_length,
    least: given.mask_feature_min_masks,
  },
});
