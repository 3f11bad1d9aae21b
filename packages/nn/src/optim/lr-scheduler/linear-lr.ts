import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectInstance } from "../../options/expect-argument.ts";
import { integer, number } from "../../options/fields.ts";
import { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

const linearOptions = defineOptions("LinearLR", {
  /** 1/3 unless given. */
  startFactor: number({ above: 0, to: 1, default: 1 / 3, expected: "above 0 up to 1" }),
  /** 1 unless given. */
  endFactor: number({ from: 0, to: 1, default: 1, expected: "0 to 1" }),
  /** Steps from the first factor to the last; 5 unless given. */
  totalIters: integer({ from: 1, default: 5 }),
});

/** Options of `LinearLR`. */
export type LinearFactorOptions = Given<typeof linearOptions>;

/** baseLr times a factor that goes along a straight line from startFactor to endFactor, then stays. */
export const linearFactorSchedule = defineSchedule(
  "linearFactorSchedule",
  linearOptions.fields,
  ({ baseLr, startFactor, endFactor, totalIters }) =>
    (step) =>
      baseLr *
      (startFactor + ((endFactor - startFactor) * Math.min(totalIters, step)) / totalIters),
);

/**
 * Rates times a factor that goes from startFactor to endFactor in totalIters steps, then stays: a warm-up. PyTorch's
 * `LinearLR`.
 */
export class LinearLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: LinearFactorOptions = {}) {
    expectInstance("LinearLR", "optimizer", optimizer, Optimizer, "an optimiser");
    const values = linearOptions.complete(options);
    super(optimizer, (baseLr) => linearFactorSchedule({ baseLr, ...values }), {
      options: { table: linearOptions, values },
      recursion: (step, lr) => {
        const { startFactor, endFactor, totalIters } = values;
        const slope = endFactor - startFactor;
        if (step === 0) return lr * startFactor;
        if (step > totalIters) return lr;
        return lr * (1 + slope / (totalIters * startFactor + (step - 1) * slope));
      },
    });
  }
}
