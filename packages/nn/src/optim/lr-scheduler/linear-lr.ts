import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { checkSteps, type Schedule, scheduled } from "./schedules.ts";

export interface LinearFactorOptions {
  /** 1/3 unless given. */
  readonly startFactor?: number;
  /** 1 unless given. */
  readonly endFactor?: number;
  /** Steps from the first factor to the last; 5 unless given. */
  readonly totalIters?: number;
}

/** baseLr times a factor that goes along a straight line from startFactor to endFactor, then stays. */
export function linearFactorSchedule({
  baseLr,
  ...options
}: LinearFactorOptions & { readonly baseLr: number }): Schedule {
  const { startFactor, endFactor, totalIters } = complete(options);
  return scheduled(
    "linearFactorSchedule",
    (step) =>
      baseLr *
      (startFactor + ((endFactor - startFactor) * Math.min(totalIters, step)) / totalIters),
  );
}

/** PyTorch's `LinearLR`. */
export class LinearLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: LinearFactorOptions = {}) {
    const { startFactor, endFactor, totalIters } = complete(options);
    const slope = endFactor - startFactor;
    super(optimizer, (baseLr) => linearFactorSchedule({ ...options, baseLr }), {
      recursion: (step, lr) => {
        if (step === 0) return lr * startFactor;
        if (step > totalIters) return lr;
        return lr * (1 + slope / (totalIters * startFactor + (step - 1) * slope));
      },
    });
  }
}

function complete(options: LinearFactorOptions) {
  refuseUnknown("LinearLR", options, ["startFactor", "endFactor", "totalIters"]);
  const { startFactor = 1 / 3, endFactor = 1, totalIters = 5 } = options;
  if (!(startFactor > 0 && startFactor <= 1))
    throw new RangeError(`LinearLR: startFactor is ${startFactor}, expected above 0 up to 1`);
  if (!(endFactor >= 0 && endFactor <= 1))
    throw new RangeError(`LinearLR: endFactor is ${endFactor}, expected 0 to 1`);
  checkSteps("LinearLR", { totalIters });
  return { startFactor, endFactor, totalIters };
}
