import { defineOptions, type Given } from "../../options/define-options.ts";
import { expectInstance } from "../../options/expect-argument.ts";
import { integer, number } from "../../options/fields.ts";
import { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

const constantOptions = defineOptions("ConstantLR", {
  /** 1/3 unless given. */
  factor: number({ above: 0, to: 1, default: 1 / 3, expected: "above 0 up to 1" }),
  /** Steps with the factor; 5 unless given. */
  totalIters: integer({ from: 1, default: 5 }),
});

/** Options of `ConstantLR`. */
export type ConstantFactorOptions = Given<typeof constantOptions>;

/** baseLr factor for the first steps, then baseLr. */
export const constantFactorSchedule = defineSchedule(
  "constantFactorSchedule",
  constantOptions.fields,
  ({ baseLr, factor, totalIters }) =>
    (step) =>
      step < totalIters ? baseLr * factor : baseLr,
);

/** Rates times a factor for the first totalIters steps. PyTorch's `ConstantLR`. */
export class ConstantLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: ConstantFactorOptions = {}) {
    expectInstance("ConstantLR", "optimizer", optimizer, Optimizer, "an optimiser");
    const values = constantOptions.complete(options);
    super(optimizer, (baseLr) => constantFactorSchedule({ baseLr, ...values }), {
      options: { table: constantOptions, values },
      recursion: (step, lr) => {
        const { factor, totalIters } = values;
        if (step === 0) return lr * factor;
        return step === totalIters ? lr / factor : lr;
      },
    });
  }
}
