import { integer, oneOf } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const headsAndLayersState = defineState({
  exercise: oneOf(["lookup", "pairs"], "lookup"),
  layers: integer(1, { from: 1, to: 3 }),
  /** Heads are 2 to this power. */
  headPower: integer(2, { from: 0, to: 3 }),
});
export type HeadsAndLayersState = typeof headsAndLayersState.initial;
