export { evaluating } from "../module/evaluating.ts";
export {
  type EvaluationOptions,
  evaluateLanguageModel,
  type LanguageModel,
  type LanguageModelScore,
} from "./evaluate-language-model.ts";
export {
  evaluateSequenceModel,
  type SequenceEvaluationOptions,
  type SequenceModelScore,
} from "./evaluate-sequence-model.ts";
export {
  type ModelWithTokenizer,
  type ScorableText,
  type ScoreOptions,
  score,
  type TextScore,
} from "./score.ts";
export {
  type StridedPerplexity,
  type StridedPerplexityOptions,
  stridedPerplexity,
} from "./strided-perplexity.ts";
