import { defineOptions, type Given } from "../../options/define-options.ts";
import { number } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { type Schedule, scheduled } from "./schedules.ts";

const exponentialOptions = defineOptions("ExponentialLR", { gamma: number() });
const scheduleOptions = defineOptions("exponentialSchedule", {
  baseLr: number(),
  ...exponentialOptions.fields,
});

export type ExponentialOptions = Given<typeof exponentialOptions>;

/** baseLr gamma^step */
export function exponentialSchedule(options: Given<typeof scheduleOptions>): Schedule {
  const { baseLr, gamma } = scheduleOptions.complete(options);
  return scheduled("exponentialSchedule", (step) => baseLr * gamma ** step);
}

/** PyTorch's `ExponentialLR`. */
export class ExponentialLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: ExponentialOptions) {
    const { gamma } = exponentialOptions.complete(options);
    super(optimizer, (baseLr) => exponentialSchedule({ baseLr, gamma }), {
      recursion: (step, lr) => (step === 0 ? lr : lr * gamma),
    });
  }
}
