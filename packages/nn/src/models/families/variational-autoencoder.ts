import { defineOptions } from "../../options/define-options.ts";
import { integer, number, numbers } from "../../options/fields.ts";
import type { AutoencoderOptions } from "../autoencoder/autoencoder-options.ts";
import { VariationalAutoencoder } from "../autoencoder/variational-autoencoder.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";

const MOST_RESOLUTIONS = 12;
const widest = { from: 1, to: 2 ** 16 };

/** Fields are called as in diffusers' AutoencoderKL; what the network has between them, and its names, are ours. */
const fields = defineOptions(
  "variational-autoencoder",
  {
    in_channels: integer({ ...size, to: 4096, default: 3 }),
    sample_size: integer({ ...size, to: 2 ** 14, default: 32 }),
    latent_channels: integer({ ...size, to: 4096, default: 4 }),
    /** Channels at each resolution; each but the first is half as high and wide as the one before, rounded up. */
    block_out_channels: numbers({ default: [64] }),
    norm_num_groups: integer({ ...size, default: 32 }),
    /** By what latents are multiplied, so that they deviate by 1. */
    scaling_factor: number({ above: 0, default: 1 }),
    /** What a nat of the latents weighs in the training. */
    kl_weight: number({ from: 0, default: 1e-6 }),
  },
  {
    check({ block_out_channels: widths, norm_num_groups: groups }) {
      const fits = (one: number): boolean =>
        Number.isSafeInteger(one) && one >= widest.from && one <= widest.to && one % groups === 0;
      return widths.length >= 1 && widths.length <= MOST_RESOLUTIONS && widths.every(fits)
        ? undefined
        : `block_out_channels is ${JSON.stringify(widths).slice(0, 100)}, expected 1 to ${MOST_RESOLUTIONS} multiples of norm_num_groups (${groups})`;
    },
  },
);

/** What a config.json says of one; a denoiser's has it as its `autoencoder`. @throws OptionError */
export function autoencoderOptions(config: object): AutoencoderOptions {
  const given = configFields(fields, config);
  return {
    ...{ channels: given.in_channels, side: given.sample_size },
    ...{ latentChannels: given.latent_channels, widths: given.block_out_channels },
    ...{ groups: given.norm_num_groups, scale: given.scaling_factor, klWeight: given.kl_weight },
  };
}

/** A variational autoencoder of pictures. */
export const variationalAutoencoder: Family = {
  modelType: "variational-autoencoder",
  architectures: ["VariationalAutoencoder"],
  layout: {},
  create: (config, options = {}) =>
    new VariationalAutoencoder("variational-autoencoder", autoencoderOptions(config), options),
};
