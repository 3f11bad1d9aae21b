import { integer, number, text } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const generationState = defineState({
  model: text("whale", 200),
  text: text("The whale", 200),
  temperature: number(0.8, { from: 0, to: 2 }),
  seed: integer(1, { from: 0, to: 1_000_000 }),
  /** Tokens of the counted text. */
  length: integer(5, { from: 1, to: 200 }),
});
export type GenerationState = typeof generationState.initial;
