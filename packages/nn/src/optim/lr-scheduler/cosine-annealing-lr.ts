import { defineOptions, type Given } from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { defineSchedule } from "./schedules.ts";

const cosineOptions = defineOptions("CosineAnnealingLR", {
  /** Steps down to the minimum; after as many again the rate is back. */
  tMax: integer({ from: 1 }),
  /** The minimum; 0 unless given. */
  etaMin: number({ default: 0 }),
});

/** Options of `CosineAnnealingLR`. */
export type CosineAnnealingOptions = Given<typeof cosineOptions>;

/** etaMin + (baseLr - etaMin) (1 + cos(pi step / tMax)) / 2: SGDR without restarts, arXiv:1608.03983. */
export const cosineAnnealingSchedule = defineSchedule(
  "cosineAnnealingSchedule",
  cosineOptions.fields,
  ({ baseLr, tMax, etaMin }) =>
    (step) =>
      etaMin + ((baseLr - etaMin) * (1 + Math.cos((Math.PI * step) / tMax))) / 2,
);

/**
 * Rates along a cosine, down to etaMin after tMax steps and up again: arXiv:1608.03983 without restarts. PyTorch's
 * `CosineAnnealingLR`.
 */
export class CosineAnnealingLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: CosineAnnealingOptions) {
    const values = cosineOptions.complete(options);
    super(optimizer, (baseLr) => cosineAnnealingSchedule({ baseLr, ...values }), {
      options: { table: cosineOptions, values },
      recursion: (step, lr, baseLr) => {
        const { tMax, etaMin } = values;
        const height = (at: number): number => 1 + Math.cos((Math.PI * at) / tMax);
        if (step === 0) return lr;
        // From the minimum a ratio leads nowhere.
        if ((step - 1 - tMax) % (2 * tMax) === 0)
          return lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
        return (height(step) / height(step - 1)) * (lr - etaMin) + etaMin;
      },
    });
  }
}
