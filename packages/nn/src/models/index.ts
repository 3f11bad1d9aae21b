export { Gpt, type GptForwardOptions } from "./gpt.ts";
export { type GptConfig, type GptOptions, gptConfig } from "./gpt-config.ts";
export { Seq2Seq } from "./seq2seq.ts";
export { type Seq2SeqConfig, type Seq2SeqOptions, seq2seqConfig } from "./seq2seq-config.ts";
