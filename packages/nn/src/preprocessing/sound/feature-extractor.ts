import type { ModelInputs } from "../model-inputs.ts";

/** What may be asked of one extraction; each extractor refuses what it does not know. */
export interface ExtractOptions {
  /** Rows as long as the longest sound, as `maxLength`, or as they are. */
  readonly padding?: "longest" | "max_length" | "do_not_pad" | undefined;
  /** In samples. */
  readonly maxLength?: number | undefined;
  /** Cut sounds to `maxLength`. */
  readonly truncation?: boolean | undefined;
  readonly padToMultipleOf?: number | undefined;
  readonly returnAttentionMask?: boolean | undefined;
  /** Mean 0 and variance 1 of each sound first. */
  readonly doNormalize?: boolean | undefined;
}

/** Makes of sounds what a model takes, as the preprocessor_config.json beside it says. */
export interface SoundFeatureExtractor {
  /** As in transformers: "WhisperFeatureExtractor". */
  readonly type: string;
  /** Of the sounds that it takes, in Hz: see `resample`. */
  readonly sampleRate: number;
  /** Of one that pads sounds to a length, and cuts longer ones: its seconds. */
  readonly secondsHeard?: number;
  /**
   * @param sounds a Float32Array each, of one channel at `sampleRate`
   * @throws RangeError for a sound that is too short for one frame; OptionError for options that do not go together
   */
  extract(sounds: readonly Float32Array[], options?: ExtractOptions): ModelInputs;
}
