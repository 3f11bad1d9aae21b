/** The size of what sees, and of what says it. */
export interface CaptionSize {
  readonly layers: number;
  readonly decoderLayers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly dropout: number;
  readonly patch: number;
  readonly side: number;
}

/** The special tokens come first. */
export const special = ["<pad>", "<s>", "</s>", "<unk>"] as const;
export const [PAD, START, END] = [0, 1, 2];

/** The fields of a vision transformer that a GPT-2 attends to; they are equally wide. */
export const captionConfig = (
  { layers, decoderLayers, heads, dModel, dropout, patch, side }: CaptionSize,
  { vocabSize, context }: { readonly vocabSize: number; readonly context: number },
) => ({
  ...{ model_type: "vision-encoder-decoder", architectures: ["VisionEncoderDecoderModel"] },
  ...{ pad_token_id: PAD, decoder_start_token_id: START, eos_token_id: END },
  encoder: {
    ...{ model_type: "vit", image_size: side, patch_size: patch, num_channels: 3 },
    ...{ hidden_size: dModel, intermediate_size: 2 * dModel },
    ...{ num_hidden_layers: layers, num_attention_heads: heads },
    ...{ hidden_dropout_prob: dropout, attention_probs_dropout_prob: 0 },
  },
  decoder: {
    ...{ model_type: "gpt2", add_cross_attention: true, vocab_size: vocabSize },
    ...{ n_positions: context, n_embd: dModel, n_layer: decoderLayers, n_head: heads },
    ...{ n_inner: 2 * dModel, resid_pdrop: dropout, embd_pdrop: dropout, attn_pdrop: 0 },
  },
});

export function captionShape({ config }: { readonly config: object }): string {
  const { encoder, decoder } = config as Record<string, Record<string, number>>;
  return (
    `vision transformer of ${encoder!.num_hidden_layers} layers, patches of ${encoder!.patch_size} by ${encoder!.patch_size}, ` +
    `decoder of ${decoder!.n_layer} layers, width ${decoder!.n_embd}`
  );
}
