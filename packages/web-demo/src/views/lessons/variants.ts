import type { ExperimentAnswer, Variant } from "../../engine/protocol.ts";

/** Complete, and small enough that a training takes seconds. */
export const wholeVariant: Variant = {
  width: 32,
  layers: 2,
  heads: 4,
  residual: true,
  feedForward: "nonlinear",
  hidden: 64,
  mask: "future",
};

/** A variant that has been trained. */
export interface Trained {
  readonly name: string;
  readonly answer: ExperimentAnswer;
  readonly steps: number;
}

/** Mean loss of the last steps of training. */
export function lastLoss({ losses }: ExperimentAnswer): number {
  const last = losses.subarray(-20);
  return last.reduce((a, b) => a + b, 0) / last.length;
}
