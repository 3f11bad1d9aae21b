import { number } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

const range = { from: -3, to: 3 };
/** What each number of the hidden layer is multiplied by. */
export const feedForwardState = defineState({
  v1: number(0, range),
  v2: number(0, range),
  v3: number(0, range),
});
export type FeedForwardState = typeof feedForwardState.initial;
