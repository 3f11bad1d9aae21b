import type { NumberRange } from "../options/number-range.ts";

/** What a size in a config.json may be before anything else is known of the model. */
export const sizeRange: NumberRange = { integer: true, from: 1, to: 2 ** 31 - 1 };

export const dropoutRange: NumberRange = { from: 0, below: 1 };

/** How long a target may be for which decoding waits. */
export const longestTargetRange: NumberRange = { integer: true, from: 1, to: 65_536 };
