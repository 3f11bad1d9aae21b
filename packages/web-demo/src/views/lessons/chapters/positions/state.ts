import { number } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const positionsState = defineState({
  /** Factor of the positions that are added. */
  amount: number(0, { from: 0, to: 1 }),
});
export type PositionsState = typeof positionsState.initial;
