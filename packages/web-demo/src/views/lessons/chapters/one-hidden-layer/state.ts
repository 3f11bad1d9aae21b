import { integer, oneOf } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const oneHiddenLayerState = defineState({
  feedForward: oneOf(["nonlinear", "linear", "none"], "nonlinear"),
  /** The hidden layer has 2 to this power numbers. */
  power: integer(6, { from: 1, to: 7 }),
});
export type OneHiddenLayerState = typeof oneHiddenLayerState.initial;
