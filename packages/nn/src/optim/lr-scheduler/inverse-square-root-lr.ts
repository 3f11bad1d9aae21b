import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { type Schedule, scheduled } from "./schedules.ts";

const inverseSquareRootOptions = defineOptions("InverseSquareRootLR", {
  /** Steps of linear warm-up; the rate of the last of them is baseLr. */
  warmup: integer({ from: 1 }),
});
const scheduleOptions = defineOptions("inverseSquareRootSchedule", {
  baseLr: number(),
  ...inverseSquareRootOptions.fields,
});

export type InverseSquareRootOptions = Given<typeof inverseSquareRootOptions>;

/** baseLr min(s / warmup, sqrt(warmup / s)) with s = step + 1, as fairseq's `inverse_sqrt`. */
export function inverseSquareRootSchedule(options: Given<typeof scheduleOptions>): Schedule {
  const { baseLr, warmup } = scheduleOptions.complete(options);
  return scheduled("inverseSquareRootSchedule", (step) => {
    const s = step + 1;
    return baseLr * Math.min(s / warmup, Math.sqrt(warmup / s));
  });
}

/** Warm-up to each group's own rate, then down with the root of the step. */
export class InverseSquareRootLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: InverseSquareRootOptions) {
    const { warmup } = inverseSquareRootOptions.complete(options);
    super(optimizer, (baseLr) => inverseSquareRootSchedule({ baseLr, warmup }));
  }
}
