import type { AutoencoderOptions } from "../autoencoder/autoencoder-options.ts";

/** Texts that say what a picture is to show, by their tokens. */
export interface TextOptions {
  readonly vocabSize: number;
  /** Tokens of a text at most. */
  readonly length: number;
  /** Of the encoder that reads them. */
  readonly layers: number;
}

/** The shape of a diffusion transformer, and how noise grew in its training. */
export interface DiffusionTransformerOptions {
  /** Of a picture; of its latents with an autoencoder. */
  readonly channels: number;
  /** Height and width of a picture, in pixels; of its latents with an autoencoder. */
  readonly side: number;
  /** Places of a patch to each side; they divide the side. */
  readonly patch: number;
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  /** Width of the feed-forward networks. */
  readonly hidden: number;
  readonly eps: number;
  /** What the classes are called. */
  readonly labels: readonly string[];
  /** Texts say what is to be seen, in the place of classes. */
  readonly text?: TextOptions | undefined;
  /** What is denoised are latents of this one: arXiv:2112.10752. */
  readonly autoencoder?: AutoencoderOptions | undefined;
  /** Timesteps of the training, from hardly any noise to nothing else. */
  readonly timesteps: number;
  readonly schedule: "linear" | "scaled_linear" | "cosine";
}

/** Classes that a model is told; none of one that is told texts. */
export const classCount = ({
  labels,
  text,
}: Pick<DiffusionTransformerOptions, "labels" | "text">): number => (text ? 0 : labels.length);
