import type { ParameterOptions } from "../../module/parameter-options.ts";
import { EncoderDecoderModel } from "../encoder-decoder/encoder-decoder-model.ts";
import type { Family } from "./family.ts";
import { type Seq2SeqOptions, seq2seqConfig } from "./seq2seq-config.ts";

/** The encoder-decoder of "Attention is all you need" as this library trains it. */
export const seq2seq: Family = {
  modelType: "qkv-seq2seq",
  architectures: ["Seq2Seq"],
  layout: {},
};

/** The encoder-decoder of "Attention is all you need" on token ids, with PyTorch's defaults for its transformer. */
export class Seq2Seq extends EncoderDecoderModel {
  constructor(options: Seq2SeqOptions, parameterOptions: ParameterOptions = {}) {
    super(seq2seq, seq2seqConfig(options), parameterOptions);
  }
}
