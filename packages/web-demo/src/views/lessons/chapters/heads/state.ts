import { integer, text } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const headsState = defineState({
  model: text("whale", 200),
  text: text("The whale and the sea", 200),
  layer: integer(0, { from: 0, to: 999 }),
  /** The head that is chosen as the one that looks back, counted from 1; 0: none yet. */
  head: integer(0, { from: 0, to: 999 }),
});
export type HeadsState = typeof headsState.initial;
