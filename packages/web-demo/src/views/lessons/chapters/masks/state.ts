import { integers } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const masksState = defineState({
  /** Cells that are masked: row × 5 + column. */
  masked: integers([], 25),
});
export type MasksState = typeof masksState.initial;
