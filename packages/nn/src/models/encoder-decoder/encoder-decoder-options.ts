/** The shape of an encoder-decoder on token ids. */
export interface EncoderDecoderOptions {
  readonly sourceVocabSize: number;
  readonly targetVocabSize: number;
  readonly dModel: number;
  readonly nhead: number;
  readonly numEncoderLayers: number;
  readonly numDecoderLayers: number;
  readonly dimFeedforward: number;
  readonly dropout: number;
  readonly activation: "relu" | "gelu";
  readonly normFirst: boolean;
  /** Id of the padding, hidden from attention. */
  readonly paddingIdx: number;
}
