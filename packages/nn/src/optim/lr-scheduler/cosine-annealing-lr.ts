import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { checkSteps, type Schedule, scheduled } from "./schedules.ts";

export interface CosineAnnealingOptions {
  /** Steps down to the minimum; after as many again the rate is back. */
  readonly tMax: number;
  /** The minimum; 0 unless given. */
  readonly etaMin?: number;
}

/** etaMin + (baseLr - etaMin) (1 + cos(pi step / tMax)) / 2: SGDR without restarts, arXiv:1608.03983. */
export function cosineAnnealingSchedule(
  options: CosineAnnealingOptions & { readonly baseLr: number },
): Schedule {
  refuseUnknown("cosineAnnealingSchedule", options, ["baseLr", "tMax", "etaMin"]);
  const { baseLr, tMax, etaMin = 0 } = options;
  checkSteps("cosineAnnealingSchedule", { tMax });
  return scheduled(
    "cosineAnnealingSchedule",
    (step) => etaMin + ((baseLr - etaMin) * (1 + Math.cos((Math.PI * step) / tMax))) / 2,
  );
}

/** PyTorch's `CosineAnnealingLR`. */
export class CosineAnnealingLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: CosineAnnealingOptions) {
    const { tMax, etaMin = 0 } = options;
    const height = (step: number): number => 1 + Math.cos((Math.PI * step) / tMax);
    super(optimizer, (baseLr) => cosineAnnealingSchedule({ ...options, baseLr }), {
      recursion: (step, lr, baseLr) => {
        if (step === 0) return lr;
        // From the minimum a ratio leads nowhere.
        if ((step - 1 - tMax) % (2 * tMax) === 0)
          return lr + ((baseLr - etaMin) * (1 - Math.cos(Math.PI / tMax))) / 2;
        return (height(step) / height(step - 1)) * (lr - etaMin) + etaMin;
      },
    });
  }
}
