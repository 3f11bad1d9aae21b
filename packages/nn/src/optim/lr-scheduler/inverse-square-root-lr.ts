import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

const inverseSquareRootOptions = defineOptions("InverseSquareRootLR", {
  /** Steps of linear warm-up; the rate of the last of them is baseLr. */
  warmup: integer({ from: 1 }),
});

/** Options of `InverseSquareRootLR`. */
export type InverseSquareRootOptions = Given<typeof inverseSquareRootOptions>;

/** baseLr min(s / warmup, sqrt(warmup / s)) with s = step + 1, as fairseq's `inverse_sqrt`. */
export const inverseSquareRootSchedule = defineSchedule(
  "inverseSquareRootSchedule",
  inverseSquareRootOptions.fields,
  ({ baseLr, warmup }) =>
    (step) => {
      const s = step + 1;
      return baseLr * Math.min(s / warmup, Math.sqrt(warmup / s));
    },
);

/** Warm-up to each group's own rate, then down with the root of the step. */
export class InverseSquareRootLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: InverseSquareRootOptions) {
    const values = inverseSquareRootOptions.complete(options);
    super(optimizer, (baseLr) => inverseSquareRootSchedule({ baseLr, ...values }), {
      options: { table: inverseSquareRootOptions, values },
    });
  }
}
