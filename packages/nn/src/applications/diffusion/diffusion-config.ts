import { latentSide } from "../../models/autoencoder/autoencoder-options.ts";
import { autoencoderOptions } from "../../models/families/variational-autoencoder.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { channelsOf } from "../pictures/signed-pixels.ts";

/** The size of a diffusion transformer, and how noise grows. */
export interface DenoiserSize {
  /** Of the pictures. */
  readonly side: number;
  readonly patch: number;
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  readonly schedule: "linear" | "cosine";
  readonly timesteps: number;
}

/** What a model is told, and of what it learns, beside the pictures. */
export interface DenoiserParts {
  /** Names of the classes; none where pictures only have texts. */
  readonly labels: readonly string[];
  /** Of a model of texts: its tokens, and how many a text has at most. */
  readonly text?: { readonly vocabSize: number; readonly length: number } | undefined;
  /** Of a model of latents: config.json of its autoencoder. */
  readonly autoencoder?: object | undefined;
}

/** Layers of the encoder of texts. */
const TEXT_LAYERS = 1;

/** The fields of a config.json; of one channel where all pictures that are learnt from are grey. */
export function denoiserConfig(
  size: DenoiserSize,
  training: readonly LabelledPicture[],
  { labels, text, autoencoder }: DenoiserParts,
): object {
  const latents = autoencoder && latentsOf(autoencoder, size);
  const names = Object.fromEntries(labels.map((label, i) => [i, label]));
  const ids = Object.fromEntries(labels.map((label, i) => [label, i]));
  return {
    ...{ model_type: "diffusion-transformer", architectures: ["DiffusionTransformer"] },
    ...{ sample_size: latents?.side ?? size.side, patch_size: size.patch },
    in_channels: latents?.channels ?? channelsOf(training),
    ...{ num_layers: size.layers, num_attention_heads: size.heads },
    attention_head_dim: size.dModel / size.heads,
    ...{ num_train_timesteps: size.timesteps, beta_schedule: size.schedule },
    ...(labels.length > 0 ? { id2label: names, label2id: ids } : {}),
    ...(text && {
      ...{ text_vocab_size: text.vocabSize, text_max_length: text.length },
      text_layers: TEXT_LAYERS,
    }),
    ...(autoencoder && { autoencoder }),
  };
}

/** Channels and side of an autoencoder's latents. @throws RecipeError where they do not fit the settings */
function latentsOf(
  autoencoder: object,
  { side: pictures, patch }: DenoiserSize,
): { readonly channels: number; readonly side: number } {
  const options = autoencoderOptions(autoencoder);
  const side = latentSide(options);
  if (options.side !== pictures)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf("side")} is ${pictures}, but the autoencoder in ${nameOf("latent")} learnt from pictures of ${options.side} by ${options.side} pixels`,
    );
  if (side % patch !== 0)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf("patch")} is ${patch}, expected a number that divides the side of the latents (${side}), 1 for one`,
    );
  return { channels: options.latentChannels, side };
}

/** "diffusion transformer of 4 layers, 4 heads, width 96, patches of 4 by 4" */
export function denoiserShape({ config }: { readonly config: object }): string {
  const { num_layers, num_attention_heads, attention_head_dim, patch_size, ...others } =
    config as Record<string, number>;
  const { sample_size: side, in_channels: channels, autoencoder, text_vocab_size: words } = others;
  const latents =
    autoencoder === undefined ? "" : ` on latents of ${side} by ${side} by ${channels}`;
  const texts = words === undefined ? "" : `, told texts of ${words} tokens`;
  return `diffusion transformer of ${num_layers} layers, ${num_attention_heads} heads, width ${num_attention_heads! * attention_head_dim!}, patches of ${patch_size} by ${patch_size}${latents}${texts}`;
}
