import { flag, integer } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const whyTheResidualState = defineState({
  residual: flag(true),
  layers: integer(6, { from: 1, to: 8 }),
});
export type WhyTheResidualState = typeof whyTheResidualState.initial;
