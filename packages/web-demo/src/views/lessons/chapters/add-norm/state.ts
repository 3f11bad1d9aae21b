import { number } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const addNormState = defineState({
  shift: number(0, { from: -5, to: 5 }),
  factor: number(1, { from: 0.2, to: 5 }),
  /** Added to the first number alone. */
  raise: number(0, { from: -5, to: 5 }),
});
export type AddNormState = typeof addNormState.initial;
