/** Learning rate of a step; steps count from 0. */
export type Schedule = (step: number) => number;

export interface ConstantScheduleOptions {
  /** Highest learning rate, reached at the step `warmup`. */
  readonly peak: number;
  /** Steps of linear warm-up, the rate of step i being peak (i + 1) / (warmup + 1); 0 unless given. */
  readonly warmup?: number;
}

export interface DecayScheduleOptions extends ConstantScheduleOptions {
  /** Learning rate from the step `steps` on; 0 unless given. */
  readonly minimum?: number;
  /** The step at which the minimum is reached: the length of the training. */
  readonly steps: number;
}

/** Warm-up, then the peak for good. */
export function constantSchedule({ peak, warmup = 0 }: ConstantScheduleOptions): Schedule {
  checkPeak("constantSchedule", peak, warmup);
  return warmedUp("constantSchedule", peak, warmup, () => peak);
}

/** Warm-up, then along a straight line to the minimum. */
export function linearSchedule(options: DecayScheduleOptions): Schedule {
  return decaying("linearSchedule", options, (progress) => 1 - progress);
}

/**
 * Warm-up, then along half a cosine to the minimum, as nanoGPT. Loshchilov and Hutter, "SGDR:
 * stochastic gradient descent with warm restarts" (ICLR 2017), without restarts.
 */
export function cosineSchedule(options: DecayScheduleOptions): Schedule {
  return decaying("cosineSchedule", options, (progress) => (1 + Math.cos(Math.PI * progress)) / 2);
}

/** `shape` falls from 1 to 0 as progress goes from 0 to 1. */
function decaying(
  name: string,
  { peak, minimum = 0, warmup = 0, steps }: DecayScheduleOptions,
  shape: (progress: number) => number,
): Schedule {
  checkPeak(name, peak, warmup);
  if (!(minimum >= 0 && minimum <= peak))
    throw new RangeError(
      `${name}: minimum is ${minimum}, expected a rate from 0 to the peak ${peak}`,
    );
  if (!Number.isSafeInteger(steps) || steps <= warmup)
    throw new RangeError(
      `${name}: steps is ${steps}, expected an integer above the ${warmup} steps of warm-up`,
    );
  return warmedUp(name, peak, warmup, (step) =>
    step >= steps
      ? minimum
      : minimum + (peak - minimum) * shape((step - warmup) / (steps - warmup)),
  );
}

function warmedUp(name: string, peak: number, warmup: number, after: Schedule): Schedule {
  return scheduled(name, (step) =>
    step < warmup ? (peak * (step + 1)) / (warmup + 1) : after(step),
  );
}

/** A schedule that refuses what is no step. */
export function scheduled(name: string, rate: Schedule): Schedule {
  return (step) => {
    if (!Number.isSafeInteger(step) || step < 0)
      throw new RangeError(`${name}: step is ${step}, expected an integer of at least 0`);
    return rate(step);
  };
}

function checkPeak(name: string, peak: number, warmup: number): void {
  if (!(peak >= 0 && peak < Infinity))
    throw new RangeError(`${name}: peak is ${peak}, expected a finite rate of at least 0`);
  if (!Number.isSafeInteger(warmup) || warmup < 0)
    throw new RangeError(`${name}: warmup is ${warmup}, expected a number of steps, at least 0`);
}
