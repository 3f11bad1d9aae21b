import type { NumberRange } from "@qkv/nn/options";

/** What a size in a config.json may be before anything else is known of the model. */
export const sizeRange: NumberRange = { integer: true, from: 1, to: 2 ** 31 - 1 };
