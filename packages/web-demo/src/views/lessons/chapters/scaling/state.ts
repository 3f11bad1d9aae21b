import { flag, integer } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const scalingState = defineState({
  /** The width is 2 to this power. */
  power: integer(2, { from: 1, to: 10 }),
  scaled: flag(true),
  seed: integer(1, { from: 0, to: 1_000_000 }),
});
export type ScalingState = typeof scalingState.initial;
