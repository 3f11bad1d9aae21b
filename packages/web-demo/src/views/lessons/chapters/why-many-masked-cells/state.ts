import { oneOf } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const whyManyMaskedCellsState = defineState({
  mask: oneOf(["future", "next", "none"], "future"),
});
export type WhyManyMaskedCellsState = typeof whyManyMaskedCellsState.initial;
