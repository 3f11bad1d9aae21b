import { expectObject } from "../../options/expect-argument.ts";
import { preprocessorOf } from "../preprocessor-of.ts";
import { astFeatureExtractor } from "./ast-feature-extractor.ts";
import type { SoundFeatureExtractor } from "./feature-extractor.ts";
import { kwtFeatureExtractor } from "./kwt-feature-extractor.ts";
import { wav2vec2FeatureExtractor } from "./wav2vec2-feature-extractor.ts";
import { whisperFeatureExtractor } from "./whisper-feature-extractor.ts";

const extractors = {
  ASTFeatureExtractor: astFeatureExtractor,
  KWTFeatureExtractor: kwtFeatureExtractor,
  Wav2Vec2FeatureExtractor: wav2vec2FeatureExtractor,
  WhisperFeatureExtractor: whisperFeatureExtractor,
};

/**
 * The extractor that a preprocessor_config.json, or the part "feature_extractor" of a processor_config.json, describes. Every
 * field is used, known to be without effect, or refused by name.
 *
 * @param config the parsed file; its `feature_extractor_type` says which it is
 * @throws OptionError that names the extractor or the field which is not understood
 */
export function soundFeatureExtractor(config: object): SoundFeatureExtractor {
  expectObject("soundFeatureExtractor", "config", config);
  const [make, fields] = preprocessorOf(config, "feature_extractor", extractors);
  return make(fields);
}
