import { defineOptions } from "../../options/define-options.ts";
import { integer, number, oneOf } from "../../options/fields.ts";
import { DiffusionTransformer } from "../vision/diffusion-transformer.ts";
import { configFields } from "./config-fields.ts";
import { size } from "./config-sizes.ts";
import type { Family } from "./family.ts";
import { labelsOf } from "./labels.ts";

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
  },
  {
    check({ sample_size, patch_size, num_attention_heads: heads, attention_head_dim: width }) {
      if (sample_size % patch_size !== 0)
        return `patch_size is ${patch_size}, expected a number that divides sample_size (${sample_size})`;
      return (heads * width) % 4 === 0
        ? undefined
        : `attention_head_dim is ${width}, expected a multiple of 4 with ${heads} heads`;
    },
  },
);

/** A diffusion transformer; one embedding of the condition serves all blocks, where diffusers' has one in each. */
export const diffusionTransformer: Family = {
  modelType: "diffusion-transformer",
  architectures: ["DiffusionTransformer"],
  layout: {},
  create(config, options = {}) {
    const given = configFields(fields, config);
    const dModel = given.num_attention_heads * given.attention_head_dim;
    return new DiffusionTransformer(
      "diffusion-transformer",
      {
        ...{ channels: given.in_channels, side: given.sample_size, patch: given.patch_size },
        ...{ layers: given.num_layers, heads: given.num_attention_heads, dModel },
        ...{ hidden: given.intermediate_size ?? 4 * dModel, eps: given.norm_eps },
        ...{ timesteps: given.num_train_timesteps, schedule: given.beta_schedule },
        labels: labelsOf(config),
      },
      options,
    );
  },
};
