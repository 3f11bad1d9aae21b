export { ContextOverflowError, QueueFullError } from "./batch/batch-errors.ts";
export type { BatchedRequestOptions, GenerationBatchOptions } from "./batch/batch-options.ts";
export type {
  BatchedRequest,
  BatchedToken,
  FinishReason,
  TokenLogProb,
} from "./batch/batched-request.ts";
export { GenerationBatch } from "./batch/generation-batch.ts";
export type { ConstrainedSequences, Constraint, SequenceConstraint } from "./constraint.ts";
export {
  type GeneratedToken,
  type GenerateOptions,
  type GeneratingModel,
  type GenerationResult,
  generate,
  generateStream,
} from "./generate.ts";
export { type GeneratedIds, generateIds } from "./generate-ids.ts";
export type { GenerateIdsOptions } from "./generate-ids-options.ts";
export { generationOptions, type WithConfigNames } from "./generation-config.ts";
export { type GreedyDecodeOptions, type GreedyTarget, greedyDecode } from "./greedy-decode.ts";
export type { GeneratedStates, LayerTensors } from "./inner-states/inner-states.ts";
export type { DecayLengthPenalty } from "./processors/exponential-decay.ts";
export { guideAwayFrom, mixScores } from "./processors/guidance.ts";
export type { LogitsProcessor, SequenceSoFar } from "./processors/logits-processor.ts";
export { logitsProcessors, type ProcessedSequences } from "./processors/processors-of.ts";
export type { SequenceBias } from "./processors/sequence-bias.ts";
export { type TimestampOptions, timestampProcessor } from "./processors/whisper-timestamps.ts";
export type { NewToken } from "./search/search.ts";
export type { StoppingCriterion } from "./search/stopping.ts";
export type { IdRows, Prompts } from "./steps/prompts.ts";
