import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { type Schedule, scheduled } from "./schedules.ts";

export interface ExponentialOptions {
  readonly gamma: number;
}

/** baseLr gamma^step */
export function exponentialSchedule(
  options: ExponentialOptions & { readonly baseLr: number },
): Schedule {
  refuseUnknown("exponentialSchedule", options, ["baseLr", "gamma"]);
  const { baseLr, gamma } = options;
  return scheduled("exponentialSchedule", (step) => baseLr * gamma ** step);
}

/** PyTorch's `ExponentialLR`. */
export class ExponentialLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: ExponentialOptions) {
    super(optimizer, (baseLr) => exponentialSchedule({ ...options, baseLr }), {
      recursion: (step, lr) => (step === 0 ? lr : lr * options.gamma),
    });
  }
}
