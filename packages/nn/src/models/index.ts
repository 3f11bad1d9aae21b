export { CausalLM } from "./decoder/causal-lm.ts";
export type { DecoderOptions } from "./decoder/decoder-options.ts";
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
} from "./roles.ts";
