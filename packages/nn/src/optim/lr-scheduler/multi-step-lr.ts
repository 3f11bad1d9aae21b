import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { type Schedule, scheduled } from "./schedules.ts";

export interface MultiStepOptions {
  /** Steps at which the rate falls, ascending; one that stands twice counts twice. */
  readonly milestones: readonly number[];
  /** 0.1 unless given. */
  readonly gamma?: number;
}

/** baseLr gamma^(milestones up to step) */
export function multiStepSchedule(
  options: MultiStepOptions & { readonly baseLr: number },
): Schedule {
  refuseUnknown("multiStepSchedule", options, ["baseLr", "milestones", "gamma"]);
  const { baseLr, milestones, gamma = 0.1 } = options;
  checkMilestones("multiStepSchedule", milestones);
  return scheduled(
    "multiStepSchedule",
    (step) => baseLr * gamma ** milestones.filter((milestone) => milestone <= step).length,
  );
}

/** PyTorch's `MultiStepLR`. */
export class MultiStepLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: MultiStepOptions) {
    const { milestones, gamma = 0.1 } = options;
    super(optimizer, (baseLr) => multiStepSchedule({ ...options, baseLr }), {
      recursion: (step, lr) =>
        lr * gamma ** milestones.filter((milestone) => milestone === step).length,
    });
  }
}

export function checkMilestones(name: string, milestones: readonly number[]): void {
  for (const [i, milestone] of milestones.entries())
    if (!Number.isSafeInteger(milestone) || milestone < (milestones[i - 1] ?? 0))
      throw new RangeError(`${name}: milestones are [${milestones}], expected ascending steps`);
}
