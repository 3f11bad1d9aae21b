import { defineOptions, type Given } from "../../options/define-options.ts";
import { number, passing } from "../../options/fields.ts";
import { isNumbers } from "../../options/kinds-of-values.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

const multiStepOptions = defineOptions("MultiStepLR", {
  /** Steps at which the rate falls, ascending; one that stands twice counts twice. */
  milestones: passing<readonly number[]>(isNumbers, { expected: "a list of numbers" }),
  /** 0.1 unless given. */
  gamma: number({ default: 0.1 }),
});

/** Options of `MultiStepLR`. */
export type MultiStepOptions = Given<typeof multiStepOptions>;

/** baseLr gamma^(milestones up to step) */
export const multiStepSchedule = defineSchedule(
  "multiStepSchedule",
  multiStepOptions.fields,
  ({ baseLr, milestones, gamma }) => {
    checkMilestones("multiStepSchedule", milestones);
    return (step) => baseLr * gamma ** milestones.filter((milestone) => milestone <= step).length;
  },
);

/**
 * Rates times gamma at each milestone, in steps. PyTorch's `MultiStepLR`.
 *
 * @throws RangeError for milestones that do not ascend
 */
export class MultiStepLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: MultiStepOptions) {
    const values = multiStepOptions.complete(options);
    super(optimizer, (baseLr) => multiStepSchedule({ baseLr, ...values }), {
      recursion: (step, lr) =>
        lr * values.gamma ** values.milestones.filter((milestone) => milestone === step).length,
      options: { table: multiStepOptions, values },
    });
  }
}

export function checkMilestones(name: string, milestones: readonly number[]): void {
  for (const [i, milestone] of milestones.entries())
    if (!Number.isSafeInteger(milestone) || milestone < (milestones[i - 1] ?? 0))
      throw new RangeError(`${name}: milestones are [${milestones}], expected ascending steps`);
}
