import { Embedding } from "../../layers/embedding.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import type { EncoderDecoderNames, EncoderDecoderOptions } from "./encoder-decoder-options.ts";
import { TokenStack } from "./token-stack.ts";

/** Encoder and decoder over tables of tokens, without a head. */
export class EncoderDecoderBackbone extends Module {
  readonly encoder: TokenStack;
  readonly decoder: TokenStack;
  readonly sourceTokens: Embedding;
  readonly targetTokens: Embedding;

  constructor(model: EncoderDecoderOptions, names: EncoderDecoderNames, options: ParameterOptions) {
    super();
    const { encoder, decoder, tables, sourceVocabSize, targetVocabSize } = model;
    const table = (rows: number) =>
      new Embedding(rows, encoder.dModel, {
        ...options,
        weightInit: normalWith(model.embeddingDeviation),
        ...(model.paddingRow === undefined ? {} : { paddingIdx: model.paddingRow }),
      });
    const own = (side: "encoder" | "decoder", rows: number) =>
      this.child(`${names[side]}.${names[`${side}Parts`].tokens}`, table(rows));
    const shared = tables.shared ? this.child(names.shared, table(sourceVocabSize)) : undefined;
    this.sourceTokens = tables.encoder || !shared ? own("encoder", sourceVocabSize) : shared;
    this.targetTokens = tables.decoder || !shared ? own("decoder", targetVocabSize) : shared;
    this.encoder = this.child(
      names.encoder,
      new TokenStack(encoder, names.encoderParts, { tokens: this.sourceTokens }, options),
    );
    const parts = { tokens: this.targetTokens, memoryWidth: encoder.dModel };
    this.decoder = this.child(
      names.decoder,
      new TokenStack(decoder, names.decoderParts, parts, options),
    );
  }
}
