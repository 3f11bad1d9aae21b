/** The size of an encoder of texts. */
export interface TextEncoderSize {
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly dropout: number;
  /** Tokens of a text at most. */
  readonly context: number;
}

/** The fields of a ModernBERT that learns from the beginning: rotations, gates, and all tokens seen by all. */
export const textEncoderConfig = (
  { layers, heads, dModel, dropout, context }: TextEncoderSize,
  vocabSize: number,
  paddingId: number,
) => ({
  model_type: "modernbert",
  ...{ vocab_size: vocabSize, pad_token_id: paddingId, max_position_embeddings: context },
  ...{ hidden_size: dModel, intermediate_size: 2 * dModel },
  ...{ num_hidden_layers: layers, num_attention_heads: heads, global_attn_every_n_layers: 1 },
  ...{ embedding_dropout: dropout, attention_dropout: dropout, mlp_dropout: dropout },
  ...{ classifier_dropout: dropout, classifier_pooling: "mean" },
});
