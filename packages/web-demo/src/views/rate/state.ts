import { integer, number, oneOf, text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";

const temperature = { from: 0, to: 2 };
export const rateState = defineState({
  step: oneOf(["prepare", "rate", "results"], "prepare"),
  /** The two that write. */
  one: text("whale", 200),
  oneTemperature: number(0.5, temperature),
  other: text("whale", 200),
  otherTemperature: number(1.2, temperature),
  /** One a line. */
  prompts: text("The whale\nThe captain said\nThe sea was\nIn the morning", 4000),
  tokens: integer(60, { from: 5, to: 400 }),
  /** Of the texts, the order and sides, and the intervals. */
  seed: integer(1, { from: 0, to: 1_000_000 }),
});
export type RateState = typeof rateState.initial;
