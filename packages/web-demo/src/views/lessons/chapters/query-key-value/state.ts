import { number } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

const range = { from: -4, to: 4 };
/** The matrix that makes queries, row by row. */
export const queryKeyValueState = defineState({
  q11: number(1, range),
  q12: number(0, range),
  q21: number(0, range),
  q22: number(1, range),
});
export type QueryKeyValueState = typeof queryKeyValueState.initial;
