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

/** The fields of a config.json for pictures of such a side. */
export function pictureConfig(
  size: PictureModelSize,
  side: number,
  labels: readonly string[],
): object {
  const shared = {
    ...{ num_channels: 3, image_size: side, hidden_size: size.dModel },
    id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
  };
  if (size.model === "convolutional")
    return {
      ...{ model_type: "convolutional", architectures: ["ConvolutionalForImageClassification"] },
      ...{ ...shared, dropout: size.dropout, conv_kernels: size.kernels },
      conv_sizes: size.kernels.map((_, stage) => (side >= 16 && stage < 2 ? 5 : 3)),
    };
  return {
    ...{ model_type: "vit", architectures: ["ViTForImageClassification"], ...shared },
    ...{ patch_size: size.patch, intermediate_size: 2 * size.dModel },
    ...{ num_hidden_layers: size.layers, num_attention_heads: size.heads },
    ...{ hidden_dropout_prob: size.dropout, attention_probs_dropout_prob: 0 },
  };
}

/** "convolutional network of 3 stages (16, 32, 64 kernels), width 256" */
export function pictureShape({ config }: { readonly config: object }): string {
  const { conv_kernels: kernels, ...vit } = config as Record<string, unknown>;
  if (Array.isArray(kernels))
    return `convolutional network of ${kernels.length} stages (${kernels.join(", ")} kernels), width ${vit.hidden_size}`;
  const { num_hidden_layers: layers, num_attention_heads: heads, patch_size: patch } = vit;
  return `vision transformer of ${layers} layers, ${heads} heads, width ${vit.hidden_size}, patches of ${patch} by ${patch}`;
}
