import { defineOptions, type WholeOf } from "../../options/define-options.ts";
import { integer, number, oneOf } from "../../options/fields.ts";
import { OptionError } from "../../options/option-error.ts";
import { type AutoencoderOptions, latentSide } from "../autoencoder/autoencoder-options.ts";
import { DiffusionTransformer } from "../vision/diffusion-transformer.ts";
import type { TextOptions } from "../vision/diffusion-transformer-options.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";
import { autoencoderOptions } from "./variational-autoencoder.ts";

/** Hugging Face's transformers have no such model; fields and weights are called as in diffusers' DiTTransformer2DModel. */
const fields = defineOptions(
  "diffusion-transformer",
  {
    in_channels: integer({ ...size, to: 4096, default: 4 }),
    sample_size: integer({ ...size, to: 2 ** 14, default: 32 }),
    patch_size: integer({ ...size, default: 2 }),
    num_layers: integer({ ...size, default: 28 }),
    num_attention_heads: integer({ ...size, default: 16 }),
    attention_head_dim: integer({ ...size, default: 72 }),
    /** Four times the width unless given. */
    intermediate_size: integer({ ...size, optional: true }),
    norm_eps: number({ above: 0, default: 1e-5 }),
    num_train_timesteps: integer({ from: 1, to: 2 ** 16, default: 1000 }),
    beta_schedule: oneOf(["linear", "scaled_linear", "cosine"], { default: "linear" }),
    /** Of a model that is told texts: all three, or none. */
    text_vocab_size: integer({ ...size, optional: true }),
    text_max_length: integer({ from: 1, to: 2 ** 16, optional: true }),
    text_layers: integer({ from: 0, to: 1000, optional: true }),
  },
  {
    check({ sample_size, patch_size, num_attention_heads: heads, ...others }) {
      const { attention_head_dim: width, text_vocab_size, text_max_length, text_layers } = others;
      if (sample_size % patch_size !== 0)
        return `patch_size is ${patch_size}, expected a number that divides sample_size (${sample_size})`;
      if ((heads * width) % 4 !== 0)
        return `attention_head_dim is ${width}, expected a multiple of 4 with ${heads} heads`;
      const told = { text_vocab_size, text_max_length, text_layers };
      const missing = Object.entries(told).filter(([, value]) => value === undefined);
      return missing.length === 0 || missing.length === 3
        ? undefined
        : `${missing[0]![0]} is missing, expected it with ${Object.keys(told).join(", ")}`;
    },
  },
);

/** A diffusion transformer; one embedding of the condition serves all blocks, where diffusers' has one in each. */
export const diffusionTransformer: Family = {
  modelType: "diffusion-transformer",
  architectures: ["DiffusionTransformer"],
  layout: {},
  create(config, options = {}) {
    const given = configFields(fields, config, ["autoencoder"]);
    const autoencoder = autoencoderIn(config, given);
    const dModel = given.num_attention_heads * given.attention_head_dim;
    return new DiffusionTransformer(
      "diffusion-transformer",
      {
        ...{ channels: given.in_channels, side: given.sample_size, patch: given.patch_size },
        ...{ layers: given.num_layers, heads: given.num_attention_heads, dModel },
        ...{ hidden: given.intermediate_size ?? 4 * dModel, eps: given.norm_eps },
        ...{ timesteps: given.num_train_timesteps, schedule: given.beta_schedule },
        ...{ labels: labelsOf(config), text: textIn(given), autoencoder },
      },
      options,
    );
  },
};

function textIn({
  text_vocab_size: vocabSize,
  text_max_length: length,
  text_layers: layers,
}: WholeOf<typeof fields.fields>): TextOptions | undefined {
  return vocabSize === undefined ? undefined : { vocabSize, length: length!, layers: layers! };
}

/** The autoencoder whose latents are denoised, if any. @throws OptionError for one of other latents */
function autoencoderIn(
  config: object,
  { in_channels: channels, sample_size: side }: WholeOf<typeof fields.fields>,
): AutoencoderOptions | undefined {
  const { autoencoder } = config as { readonly autoencoder?: unknown };
  if (autoencoder === undefined || autoencoder === null) return undefined;
  if (typeof autoencoder !== "object")
    throw new OptionError(
      `config.json: autoencoder is ${JSON.stringify(autoencoder)?.slice(0, 100)}, expected the config.json of one`,
    );
  const options = autoencoderOptions(autoencoder);
  if (options.latentChannels === channels && latentSide(options) === side) return options;
  throw new OptionError(
    `config.json: autoencoder makes latents of ${options.latentChannels} channels, ${latentSide(options)} by ${latentSide(options)}, expected in_channels (${channels}) and sample_size (${side})`,
  );
}
