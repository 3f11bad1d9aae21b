import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { checkSteps, type Schedule, scheduled } from "./schedules.ts";

export interface InverseSquareRootOptions {
  /** Steps of linear warm-up; the rate of the last of them is baseLr. */
  readonly warmup: number;
}

/** baseLr min(s / warmup, sqrt(warmup / s)) with s = step + 1, as fairseq's `inverse_sqrt`. */
export function inverseSquareRootSchedule(
  options: InverseSquareRootOptions & { readonly baseLr: number },
): Schedule {
  refuseUnknown("inverseSquareRootSchedule", options, ["baseLr", "warmup"]);
  const { baseLr, warmup } = options;
  checkSteps("inverseSquareRootSchedule", { warmup });
  return scheduled("inverseSquareRootSchedule", (step) => {
    const s = step + 1;
    return baseLr * Math.min(s / warmup, Math.sqrt(warmup / s));
  });
}

/** Warm-up to each group's own rate, then down with the root of the step. */
export class InverseSquareRootLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: InverseSquareRootOptions) {
    super(optimizer, (baseLr) => inverseSquareRootSchedule({ ...options, baseLr }));
  }
}
