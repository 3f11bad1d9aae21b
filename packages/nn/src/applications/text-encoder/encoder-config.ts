/** The size of an encoder of texts, and what it drops in training. */
export interface TextEncoderSize {
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly dropout: number;
  /** Tokens of a text at most. */
  readonly context: number;
}

/** What a layer computes is as large as in the published width, 768, whose weights have a deviation of 0.02. */
export const initialDeviation = (dModel: number): number => 0.02 * Math.sqrt(768 / dModel);

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
  initializer_range: initialDeviation(dModel),
  classifier_pooling: "mean",
});

/** The fields of a BERT that learns from the beginning: unlike ModernBERT it is told which of two texts a token is of. */
export const pairEncoderConfig = (
  { layers, heads, dModel, dropout, context }: TextEncoderSize,
  vocabSize: number,
  paddingId: number,
) => ({
  model_type: "bert",
  ...{ vocab_size: vocabSize, pad_token_id: paddingId, max_position_embeddings: context },
  ...{ hidden_size: dModel, intermediate_size: 2 * dModel },
  ...{ num_hidden_layers: layers, num_attention_heads: heads },
  ...{ hidden_dropout_prob: dropout, attention_probs_dropout_prob: dropout },
  initializer_range: initialDeviation(dModel),
});

/** What a ModernBERT drops, by its fields. */
export const dropoutFields = (dropout: number) => ({
  ...{ embedding_dropout: dropout, attention_dropout: dropout, mlp_dropout: dropout },
  classifier_dropout: dropout,
});
