import { defineOptions, type Given } from "../../options/define-options.ts";
import { number } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

const exponentialOptions = defineOptions("ExponentialLR", { gamma: number() });

/** Options of `ExponentialLR`. */
export type ExponentialOptions = Given<typeof exponentialOptions>;

/** baseLr gamma^step */
export const exponentialSchedule = defineSchedule(
  "exponentialSchedule",
  exponentialOptions.fields,
  ({ baseLr, gamma }) =>
    (step) =>
      baseLr * gamma ** step,
);

/** Rates times gamma after every step. PyTorch's `ExponentialLR`. */
export class ExponentialLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: ExponentialOptions) {
    const values = exponentialOptions.complete(options);
    super(optimizer, (baseLr) => exponentialSchedule({ baseLr, ...values }), {
      recursion: (step, lr) => (step === 0 ? lr : lr * values.gamma),
      options: { table: exponentialOptions, values },
    });
  }
}
