import { flag, integer, names, oneOf, text } from "../../address/fields.ts";
import { defineState } from "../../address/state-codec.ts";

export const tolerances = ["1e-2", "1e-3", "1e-4", "1e-5", "1e-6"] as const;

export const compareState = defineState({
  model: text("whale", 200),
  /** Backends that are left out. */
  without: names([], 5),
  batch: integer(1, { from: 1, to: 64 }),
  tokens: integer(32, { from: 1, to: 1024 }),
  /** Relative difference up to which a tensor agrees. */
  tolerance: oneOf(tolerances, "1e-3"),
  gradients: flag(true),
  float64: flag(true),
  /** Of the models of the sweep. */
  widest: integer(256, { from: 64, to: 2048 }),
  /** Which comparison is drawn, "a:b"; the one of the verdict unless given. */
  shown: text("", 60),
});

export type CompareState = typeof compareState.initial;
