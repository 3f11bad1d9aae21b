import { integer, text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";

export const followState = defineState({
  model: text("whale", 200),
  text: text("The whale and the sea", 400),
  layer: integer(0, { from: 0, to: 999 }),
  head: integer(0, { from: 0, to: 999 }),
});

export type FollowState = typeof followState.initial;
