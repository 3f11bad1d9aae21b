import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { checkSteps, type Schedule, scheduled } from "./schedules.ts";

export interface NoamOptions {
  readonly dModel: number;
  /** Steps of linear warm-up. */
  readonly warmup: number;
}

/** baseLr dModel^-0.5 min(s^-0.5, s warmup^-1.5) with s = step + 1: Vaswani et al. 2017, section 5.3. */
export function noamSchedule(options: NoamOptions & { readonly baseLr?: number }): Schedule {
  refuseUnknown("noamSchedule", options, ["baseLr", "dModel", "warmup"]);
  const { baseLr = 1, dModel, warmup } = options;
  checkSteps("noamSchedule", { dModel, warmup });
  return scheduled("noamSchedule", (step) => {
    const s = step + 1;
    return baseLr * dModel ** -0.5 * Math.min(s ** -0.5, s * warmup ** -1.5);
  });
}

/** The rates of "Attention is all you need", times each group's own. */
export class NoamLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: NoamOptions) {
    super(optimizer, (baseLr) => noamSchedule({ ...options, baseLr }));
  }
}
