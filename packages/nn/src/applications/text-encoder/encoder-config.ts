/** The size of an encoder of texts, and what it drops in training. */
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
  ...{ num_hidden_layers: layers, num_attention_heads: heads },
  global_attn_every_n_layers: 1,
  ...dropoutFields(dropout),
  // What a layer computes is as large as in the published width, 768, whose deviation is 0.02.
  initializer_range: 0.02 * Math.sqrt(768 / dModel),
  classifier_pooling: "mean",
});

/** What a ModernBERT drops, by its fields. */
export const dropoutFields = (dropout: number) => ({
  ...{ embedding_dropout: dropout, attention_dropout: dropout, mlp_dropout: dropout },
  classifier_dropout: dropout,
});
