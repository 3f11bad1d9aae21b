import { integer } from "../../../../address/fields.ts";
import { defineState } from "../../../../address/state-codec.ts";

export const trainingState = defineState({
  batch: integer(40, { from: 1, to: 40 }),
  epochs: integer(10, { from: 1, to: 20 }),
});
export type TrainingState = typeof trainingState.initial;
