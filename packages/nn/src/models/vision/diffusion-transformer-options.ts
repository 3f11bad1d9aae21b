/** The shape of a diffusion transformer, and how noise grew in its training. */
export interface DiffusionTransformerOptions {
  readonly channels: number;
  /** Height and width of a picture, in pixels. */
  readonly side: number;
  /** Pixels of a patch to each side; they divide the picture's. */
  readonly patch: number;
  readonly layers: number;
  readonly heads: number;
  readonly dModel: number;
  /** Width of the feed-forward networks. */
  readonly hidden: number;
  readonly eps: number;
  /** What the classes are called. */
  readonly labels: readonly string[];
  /** Timesteps of the training, from hardly any noise to nothing else. */
  readonly timesteps: number;
  readonly schedule: "linear" | "scaled_linear" | "cosine";
}
