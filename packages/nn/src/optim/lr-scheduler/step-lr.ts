import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { checkSteps, type Schedule, scheduled } from "./schedules.ts";

export interface StepOptions {
  readonly stepSize: number;
  /** 0.1 unless given. */
  readonly gamma?: number;
}

/** baseLr gamma^floor(step / stepSize) */
export function stepSchedule(options: StepOptions & { readonly baseLr: number }): Schedule {
  refuseUnknown("stepSchedule", options, ["baseLr", "stepSize", "gamma"]);
  const { baseLr, stepSize, gamma = 0.1 } = options;
  checkSteps("stepSchedule", { stepSize });
  return scheduled("stepSchedule", (step) => baseLr * gamma ** Math.floor(step / stepSize));
}

/** PyTorch's `StepLR`. */
export class StepLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: StepOptions) {
    const { stepSize, gamma = 0.1 } = options;
    super(optimizer, (baseLr) => stepSchedule({ ...options, baseLr }), {
      recursion: (step, lr) => (step > 0 && step % stepSize === 0 ? lr * gamma : lr),
    });
  }
}
