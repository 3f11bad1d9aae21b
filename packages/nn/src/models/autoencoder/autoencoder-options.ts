/** The shape of a variational autoencoder of pictures. */
export interface AutoencoderOptions {
  readonly channels: number;
  /** Height and width of a picture, in pixels. */
  readonly side: number;
  readonly latentChannels: number;
  /** Channels at each resolution, from the picture's own to the latents'; each is half of the one before, rounded up. */
  readonly widths: readonly number[];
  /** Of the norms; they divide every width. */
  readonly groups: number;
  /** What a nat of the latents weighs against the squared error of a picture's values. */
  readonly klWeight: number;
  /** By what latents are multiplied, so that they deviate by 1: arXiv:2112.10752, appendix G. */
  readonly scale: number;
}

/** Height and width at each resolution: 28, 14, 7, 4. */
export const sidesOf = ({ side, widths }: Pick<AutoencoderOptions, "side" | "widths">) =>
  widths.map((_, level) => Math.ceil(side / 2 ** level));

/** Height and width of the latents. */
export const latentSide = (shape: Pick<AutoencoderOptions, "side" | "widths">): number =>
  sidesOf(shape).at(-1)!;
