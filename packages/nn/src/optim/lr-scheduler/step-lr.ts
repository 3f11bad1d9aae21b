import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

const stepOptions = defineOptions("StepLR", {
  stepSize: integer({ from: 1 }),
  /** 0.1 unless given. */
  gamma: number({ default: 0.1 }),
});

/** Options of `StepLR`. */
export type StepOptions = Given<typeof stepOptions>;

/** baseLr gamma^floor(step / stepSize) */
export const stepSchedule = defineSchedule(
  "stepSchedule",
  stepOptions.fields,
  ({ baseLr, stepSize, gamma }) =>
    (step) =>
      baseLr * gamma ** Math.floor(step / stepSize),
);

/** Rates times gamma after every stepSize steps. PyTorch's `StepLR`. */
export class StepLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: StepOptions) {
    const values = stepOptions.complete(options);
    super(optimizer, (baseLr) => stepSchedule({ baseLr, ...values }), {
      recursion: (step, lr) => (step > 0 && step % values.stepSize === 0 ? lr * values.gamma : lr),
      options: { table: stepOptions, values },
    });
  }
}
