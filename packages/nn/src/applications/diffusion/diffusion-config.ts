import type { LabelledPicture } from "../pictures/labelled-picture.ts";

/** The size of a diffusion transformer, and how noise grows. */
export interface DenoiserSize {
  readonly side: number;
  readonly patch: number;
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly schedule: "linear" | "cosine";
  readonly timesteps: number;
}

/** The fields of a config.json for pictures of these classes; of one channel where all that is learnt from are grey. */
export const denoiserConfig = (
  size: DenoiserSize,
  training: readonly LabelledPicture[],
  labels: readonly string[],
): object => ({
  ...{ model_type: "diffusion-transformer", architectures: ["DiffusionTransformer"] },
  ...{ sample_size: size.side, patch_size: size.patch },
  in_channels: training.every(({ channels }) => channels === 1) ? 1 : 3,
  ...{ num_layers: size.layers, num_attention_heads: size.heads },
  attention_head_dim: size.dModel / size.heads,
  ...{ num_train_timesteps: size.timesteps, beta_schedule: size.schedule },
  id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
  label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
});

/** "diffusion transformer of 4 layers, 4 heads, width 96, patches of 4 by 4" */
export function denoiserShape({ config }: { readonly config: object }): string {
  const { num_layers, num_attention_heads, attention_head_dim, patch_size } = config as Record<
    string,
    number
  >;
  return `diffusion transformer of ${num_layers} layers, ${num_attention_heads} heads, width ${num_attention_heads! * attention_head_dim!}, patches of ${patch_size} by ${patch_size}`;
}
