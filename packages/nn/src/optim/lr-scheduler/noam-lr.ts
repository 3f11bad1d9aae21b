import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { type Schedule, scheduled } from "./schedules.ts";

const noamOptions = defineOptions("NoamLR", {
  dModel: integer({ from: 1 }),
  /** Steps of linear warm-up. */
  warmup: integer({ from: 1 }),
});
const scheduleOptions = defineOptions("noamSchedule", {
  baseLr: number({ default: 1 }),
  ...noamOptions.fields,
});

/** Options of `NoamLR`. */
export type NoamOptions = Given<typeof noamOptions>;

/** baseLr dModel^-0.5 min(s^-0.5, s warmup^-1.5) with s = step + 1: Vaswani et al. 2017, section 5.3. */
export function noamSchedule(options: Given<typeof scheduleOptions>): Schedule {
  const { baseLr, dModel, warmup } = scheduleOptions.complete(options);
  return scheduled("noamSchedule", (step) => {
    const s = step + 1;
    return baseLr * dModel ** -0.5 * Math.min(s ** -0.5, s * warmup ** -1.5);
  });
}

/** The rates of "Attention is all you need", times each group's own. */
export class NoamLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: NoamOptions) {
    const values = noamOptions.complete(options);
    super(optimizer, (baseLr) => noamSchedule({ baseLr, ...values }), {
      options: { table: noamOptions, values },
    });
  }
}
