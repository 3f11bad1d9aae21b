export type { Family } from "./families/family.ts";
export { type GptConfig, type GptOptions, gptConfig, gptOptions } from "./families/gpt-config.ts";
export { Gpt } from "./families/gpt2.ts";
export { families } from "./families/index.ts";
export { Seq2Seq } from "./families/seq2seq.ts";
export {
  type Seq2SeqConfig,
  type Seq2SeqOptions,
  seq2seqConfig,
  seq2seqOptions,
} from "./families/seq2seq-config.ts";
export {
  type Decoder,
  type DecoderForwardOptions,
  type EncoderDecoder,
  isDecoder,
  isEncoderDecoder,
  type Model,
} from "./roles.ts";
