import { names } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const familiesState = defineState({
  /** For each piece of work, in the order of the table, which kind is chosen; "-" none yet. */
  chosen: names([], 12),
});
export type FamiliesState = typeof familiesState.initial;
