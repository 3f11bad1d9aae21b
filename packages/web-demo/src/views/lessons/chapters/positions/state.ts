import { integer, number } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const positionsState = defineState({
  /** Factor of the positions that are added. */
  amount: number(0, { from: 0, to: 1 }),
  /** Where the query stands, and how far before it the key, where both are turned. */
  place: integer(6, { from: 0, to: 31 }),
  apart: integer(3, { from: 0, to: 15 }),
});
export type PositionsState = typeof positionsState.initial;
