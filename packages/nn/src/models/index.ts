export { CausalLM } from "./decoder/causal-lm.ts";
export type { DecoderBackbone } from "./decoder/decoder-backbone.ts";
export type { DecoderBlock, SharedPositions } from "./decoder/decoder-block.ts";
export type { DecoderNames } from "./decoder/decoder-names.ts";
export type { DecoderNorm } from "./decoder/decoder-norm.ts";
export type {
  DecoderActivation,
  DecoderAttentionOptions,
  DecoderDropoutOptions,
  DecoderNormOptions,
  DecoderOptions,
  FeedForwardOptions,
  InitialDeviations,
} from "./decoder/decoder-options.ts";
export type { FeedForward } from "./decoder/feed-forward.ts";
export { Seq2Seq } from "./encoder-decoder/seq2seq.ts";
export {
  type Seq2SeqConfig,
  type Seq2SeqOptions,
  seq2seqConfig,
  seq2seqOptions,
} from "./encoder-decoder/seq2seq-options.ts";
export type { Family, WeightLayout } from "./families/family.ts";
export { fileWeights, loadFileWeights, ownWeights } from "./families/file-weights.ts";
export { configOf, familyOf, modelFromConfig } from "./families/find-family.ts";
export { Gpt, type GptConfig, type GptOptions, gptConfig, gptOptions } from "./families/gpt.ts";
export { families } from "./families/index.ts";
export { type ModelSize, modelSize } from "./model-size.ts";
export {
  type Decoder,
  type DecoderForwardOptions,
  type EncoderDecoder,
  isDecoder,
  isEncoderDecoder,
  type Model,
  type ModelOfARole,
} from "./roles.ts";
