import type { LabelledPicture } from "../pictures/labelled-picture.ts";
import { channelsOf } from "../pictures/signed-pixels.ts";

/** The size of a variational autoencoder. */
export interface AutoencoderSize {
  readonly side: number;
  readonly widths: readonly number[];
  readonly latentChannels: number;
  readonly klWeight: number;
}

/** Groups of the norms. */
export const GROUPS = 4;

/** The fields of a config.json for such pictures. */
export const autoencoderConfig = (
  { side, widths, latentChannels, klWeight }: AutoencoderSize,
  training: readonly LabelledPicture[],
): object => ({
  ...{ model_type: "variational-autoencoder", architectures: ["VariationalAutoencoder"] },
  ...{ sample_size: side, in_channels: channelsOf(training), latent_channels: latentChannels },
  ...{ block_out_channels: widths, norm_num_groups: GROUPS, kl_weight: klWeight },
});

/** "variational autoencoder of widths 12, 24, 48, 64: 28 by 28 pixels as 4 by 4 by 4 numbers" */
export function autoencoderShape({ config }: { readonly config: object }): string {
  const { block_out_channels: widths, ...sizes } = config as {
    readonly block_out_channels: readonly number[];
    readonly sample_size: number;
    readonly latent_channels: number;
  };
  const side = Math.ceil(sizes.sample_size / 2 ** (widths.length - 1));
  return `variational autoencoder of widths ${widths.join(", ")}: ${sizes.sample_size} by ${sizes.sample_size} pixels as ${side} by ${side} by ${sizes.latent_channels} numbers`;
}
