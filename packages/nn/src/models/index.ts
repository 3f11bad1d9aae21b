export type { BlockNames } from "./block/block-names.ts";
export type { BlockNorm } from "./block/block-norm.ts";
export type {
  BlockAttentionOptions,
  BlockDropoutOptions,
  BlockOptions,
  FeedForwardActivation,
  FeedForwardOptions,
  InitialDeviations,
  NormOptions,
  NormPlacement,
} from "./block/block-options.ts";
export type { FeedForward } from "./block/feed-forward.ts";
export type { OffsetRMSNorm } from "./block/offset-rms-norm.ts";
export type { BlockContext, SharedByBlocks, TransformerBlock } from "./block/transformer-block.ts";
export { CausalLM } from "./decoder/causal-lm.ts";
export type { DecoderBackbone, DecoderContext } from "./decoder/decoder-backbone.ts";
export type { DecoderNames } from "./decoder/decoder-names.ts";
export type {
  DecoderDropoutOptions,
  DecoderInitialDeviations,
  DecoderOptions,
} from "./decoder/decoder-options.ts";
export type { EncoderBackbone, EncoderInputs } from "./encoder/encoder-backbone.ts";
export type { EncoderEmbeddings, TokenPlaces } from "./encoder/encoder-embeddings.ts";
export { type EncoderHead, EncoderModel } from "./encoder/encoder-model.ts";
export type {
  EncoderDropoutOptions,
  EncoderNames,
  EncoderOptions,
  PositionTable,
} from "./encoder/encoder-options.ts";
export type { EncoderContext, EncoderStack } from "./encoder/encoder-stack.ts";
export type {
  EncoderStackNames,
  EncoderStackOptions,
  LocalLayers,
} from "./encoder/encoder-stack-options.ts";
export { Seq2Seq } from "./encoder-decoder/seq2seq.ts";
export {
  type Seq2SeqConfig,
  type Seq2SeqOptions,
  seq2seqConfig,
  seq2seqOptions,
} from "./encoder-decoder/seq2seq-options.ts";
export type { Family, Rearrangement, WeightLayout } from "./families/family.ts";
export {
  type FileWeightsOptions,
  fileWeights,
  loadFileWeights,
  ownWeights,
} from "./families/file-weights.ts";
export { configOf, familyOf, modelFromConfig } from "./families/find-family.ts";
export { Gpt, type GptConfig, type GptOptions, gptConfig, gptOptions } from "./families/gpt.ts";
export { families } from "./families/index.ts";
export {
  ModernGpt,
  type ModernGptConfig,
  type ModernGptOptions,
  modernGptOptions,
} from "./families/modern-gpt.ts";
export type { BertPretraining } from "./heads/bert-pretraining.ts";
export type { Classification, ClassificationOptions } from "./heads/classification.ts";
export type { Encoded, Head, HeadOutputs } from "./heads/head.ts";
export type { Problem } from "./heads/label-losses.ts";
export { MaskedWords, type MaskedWordsOptions } from "./heads/masked-words.ts";
export type { TokenPooling } from "./heads/pool-tokens.ts";
export type { PredictionTransform, TransformOptions } from "./heads/prediction-transform.ts";
export type { QuestionAnswering } from "./heads/question-answering.ts";
export type {
  SentenceActivation,
  SentenceEmbedding,
  SentenceStep,
} from "./heads/sentence-embedding.ts";
export type { LossOfTargets } from "./heads/with-loss.ts";
export { type ModelSize, modelSize } from "./model-size.ts";
export {
  type ConditionalGenerator,
  type DecodeNamedOptions,
  type Decoder,
  type DecoderForwardOptions,
  type Encoder,
  type EncoderDecoder,
  isConditionalGenerator,
  isDecoder,
  isEncoder,
  isEncoderDecoder,
  type Memory,
  type Model,
  type ModelOfARole,
  type NamedTensors,
  type Predictor,
  type Transcriber,
} from "./roles.ts";
