export { type AccuracyOptions, accuracy } from "./accuracy.ts";
export {
  type AnswerScore,
  answerScore,
  answerScores,
  normalizeAnswer,
} from "./answers/answer-scores.ts";
export { type BleuOptions, type BleuScore, corpusBleu, sentenceBleu } from "./bleu.ts";
export type { BleuTokenizer } from "./bleu-tokens.ts";
export { type ChrfOptions, chrF } from "./chrf.ts";
export {
  type ClassLabel,
  type ConfusionMatrix,
  confusionMatrix,
} from "./classification/class-counts.ts";
export {
  type ClassificationScores,
  type ClassScore,
  classificationScores,
} from "./classification/classification-scores.ts";
export { type MultilabelScores, multilabelScores } from "./classification/multilabel-scores.ts";
export {
  type CalibrationOptions,
  type ClassScores,
  calibrationError,
  logLoss,
  type TopKOptions,
  topKAccuracy,
} from "./classification/probability-scores.ts";
export { averagePrecision, rocAuc } from "./classification/ranking-scores.ts";
export {
  type EntityOptions,
  type EntityScores,
  type EntityTypeScore,
  entityScores,
} from "./entities/entity-scores.ts";
export { type EntityRule, type EntitySpan, entitySpans } from "./entities/entity-spans.ts";
export { kendall, pearson, spearman } from "./forecast/correlation.ts";
export {
  type ForecastOptions,
  type ForecastScores,
  forecastScores,
} from "./forecast/forecast-scores.ts";
export { FeatureStatistics } from "./frechet/feature-statistics.ts";
export { frechetDistance } from "./frechet/frechet-distance.ts";
export { perplexity } from "./perplexity.ts";
export {
  type PerplexityWindow,
  type PerplexityWindowOptions,
  perplexityWindows,
} from "./perplexity-windows.ts";
export type { PrecisionRecallF1 } from "./precision-recall.ts";
export { porterStem, type StemOptions } from "./rouge/porter-stem.ts";
export { corpusRouge, type RougeScores, rouge } from "./rouge/rouge.ts";
export { type RougeOptions, rougeTokens } from "./rouge/rouge-tokens.ts";
export type { References } from "./segments.ts";
export { tokenize13a } from "./tokenize-13a.ts";
export { characterErrorRate, type ErrorRate, wordErrorRate } from "./transcripts/error-rate.ts";
export {
  type EnglishTranscriptOptions,
  normalizeEnglishTranscript,
} from "./transcripts/normalize-english-transcript.ts";
export { normalizeTranscript, type TranscriptOptions } from "./transcripts/normalize-transcript.ts";
