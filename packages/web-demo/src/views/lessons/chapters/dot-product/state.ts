import { number } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

const range = { from: -3, to: 3 };
export const dotProductState = defineState({
  ax: number(2, range),
  ay: number(1, range),
  bx: number(1, range),
  by: number(2, range),
});
export type DotProductState = typeof dotProductState.initial;
