/** The size of a model of pictures. */
export interface PictureModelSize {
  readonly model: "convolutional" | "vit";
  /** Of a ViT. */
  readonly layers: number;
  readonly heads: number;
  readonly patch: number;
  /** Of a convolutional network: kernels of each stage. */
  readonly kernels: readonly number[];
  readonly dModel: number;
  readonly dropout: number;
}

/** What is of the one network and not of the other. */
const ofNetwork = {
  convolutional: ({ kernels, dropout }: PictureModelSize, side: number) => ({
    ...{ model_type: "convolutional", architectures: ["ConvolutionalForImageClassification"] },
    ...{ dropout, conv_kernels: kernels },
    conv_sizes: kernels.map((_, stage) => (side >= 16 && stage < 2 ? 5 : 3)),
  }),
  vit: ({ patch, dModel, layers, heads, dropout }: PictureModelSize) => ({
    ...{ model_type: "vit", architectures: ["ViTForImageClassification"] },
    ...{ patch_size: patch, intermediate_size: 2 * dModel },
    ...{ num_hidden_layers: layers, num_attention_heads: heads },
    ...{ hidden_dropout_prob: dropout, attention_probs_dropout_prob: 0 },
  }),
} as const satisfies Record<PictureModelSize["model"], unknown>;

/** The fields of a config.json for pictures of such a side. */
export const pictureConfig = (
  size: PictureModelSize,
  side: number,
  labels: readonly string[],
): object => ({
  ...ofNetwork[size.model](size, side),
  ...{ num_channels: 3, image_size: side, hidden_size: size.dModel },
  id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
  label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
});

/** "convolutional network of 3 stages (16, 32, 64 kernels), width 256" */
export function pictureShape({ config }: { readonly config: object }): string {
  const { conv_kernels: kernels, ...vit } = config as Record<string, unknown>;
  if (Array.isArray(kernels))
    return `convolutional network of ${kernels.length} stages (${kernels.join(", ")} kernels), width ${vit.hidden_size}`;
  const { num_hidden_layers: layers, num_attention_heads: heads, patch_size: patch } = vit;
  return `vision transformer of ${layers} layers, ${heads} heads, width ${vit.hidden_size}, patches of ${patch} by ${patch}`;
}
