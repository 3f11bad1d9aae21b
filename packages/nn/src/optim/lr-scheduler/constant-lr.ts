import { refuseUnknown } from "../../options/refuse-unknown.ts";
import type { Optimizer } from "../optimizer.ts";
import { LRScheduler } from "./lr-scheduler.ts";
import { checkSteps, type Schedule, scheduled } from "./schedules.ts";

export interface ConstantFactorOptions {
  /** 1/3 unless given. */
  readonly factor?: number;
  /** Steps with the factor; 5 unless given. */
  readonly totalIters?: number;
}

/** baseLr factor for the first steps, then baseLr. */
export function constantFactorSchedule({
  baseLr,
  ...options
}: ConstantFactorOptions & { readonly baseLr: number }): Schedule {
  const { factor, totalIters } = complete(options);
  return scheduled("constantFactorSchedule", (step) =>
    step < totalIters ? baseLr * factor : baseLr,
  );
}

/** PyTorch's `ConstantLR`. */
export class ConstantLR extends LRScheduler {
  constructor(optimizer: Optimizer, options: ConstantFactorOptions = {}) {
    const { factor, totalIters } = complete(options);
    super(optimizer, (baseLr) => constantFactorSchedule({ ...options, baseLr }), {
      recursion: (step, lr) => {
        if (step === 0) return lr * factor;
        return step === totalIters ? lr / factor : lr;
      },
    });
  }
}

function complete(options: ConstantFactorOptions) {
  refuseUnknown("ConstantLR", options, ["factor", "totalIters"]);
  const { factor = 1 / 3, totalIters = 5 } = options;
  if (!(factor > 0 && factor <= 1))
    throw new RangeError(`ConstantLR: factor is ${factor}, expected above 0 up to 1`);
  checkSteps("ConstantLR", { totalIters });
  return { factor, totalIters };
}
