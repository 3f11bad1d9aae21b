import { number, text } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

const chance = { from: 0.01, to: 1 };
export const judgingState = defineState({
  p1: number(0.9, chance),
  p2: number(0.6, chance),
  p3: number(0.8, chance),
  hypothesis: text("the cat eats a mouse because it is hungry", 300),
});
export type JudgingState = typeof judgingState.initial;
