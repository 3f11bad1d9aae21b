import {
  defineOptions,
  type Fields,
  type Given,
  type GivenOf,
  type WholeOf,
} from "../../options/define-options.ts";
import { integer, number } from "../../options/fields.ts";

/** Learning rate of a step; steps count from 0. */
export type Schedule = (step: number) => number;

const constantOptions = defineOptions("constantSchedule", {
  /** Highest learning rate, reached at the step `warmup`. */
  peak: number({ from: 0, expected: "a finite rate of at least 0" }),
  /** Steps of linear warm-up, the rate of step i being peak (i + 1) / (warmup + 1); 0 unless given. */
  warmup: integer({ from: 0, default: 0, expected: "a number of steps, at least 0" }),
});

const decayOptions = defineOptions(
  "decaying",
  {
    ...constantOptions.fields,
    /** Learning rate from the step `steps` on; 0 unless given. */
    minimum: number({ default: 0 }),
    /** The step at which the minimum is reached: the length of the training. */
    steps: integer(),
  },
  {
    check: ({ peak, warmup, minimum, steps }) => {
      if (minimum < 0 || minimum > peak)
        return `minimum is ${minimum}, expected a rate from 0 to the peak ${peak}`;
      if (steps <= warmup)
        return `steps is ${steps}, expected an integer above the ${warmup} steps of warm-up`;
      return undefined;
    },
  },
);

const stableOptions = defineOptions("stableDecaySchedule", {
  ...decayOptions.fields,
  /** Part of the steps behind the warm-up that keeps the peak; 0.4 unless given. */
  stable: number({ from: 0, below: 1, default: 0.4, expected: "0 up to 1" }),
});

/** Options of `constantSchedule`. */
export type ConstantScheduleOptions = Given<typeof constantOptions>;
/** Options of `linearSchedule` and `cosineSchedule`. */
export type DecayScheduleOptions = Given<typeof decayOptions>;
/** Options of `stableDecaySchedule`. */
export type StableDecayScheduleOptions = Given<typeof stableOptions>;

/** Warm-up, then the peak for good. */
export function constantSchedule(options: ConstantScheduleOptions): Schedule {
  const { peak, warmup } = constantOptions.complete(options);
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

/**
 * Warm-up, then the peak for a part of the steps, then along a straight line to the minimum: Hu et al., "MiniCPM",
 * arXiv:2404.06395, section 4.
 */
export function stableDecaySchedule(options: StableDecayScheduleOptions): Schedule {
  const { stable, ...rest } = stableOptions.complete(options);
  const flat = (progress: number) => Math.min(1, (1 - progress) / (1 - stable));
  return decaying("stableDecaySchedule", rest, flat);
}

/** `shape` falls from 1 to 0 as progress goes from 0 to 1. */
function decaying(
  name: string,
  options: DecayScheduleOptions,
  shape: (progress: number) => number,
): Schedule {
  const { peak, warmup, minimum, steps } = decayOptions.complete(options, name);
  return warmedUp(name, peak, warmup, (step) =>
    step >= steps
      ? minimum
      : minimum + (peak - minimum) * shape((step - warmup) / (steps - warmup)),
  );
}

/** What every schedule of a scheduler starts from. */
const baseFields = { baseLr: number() };

/** Declare a schedule by its options beside `baseLr`, and the rates that they give. */
/* @__NO_SIDE_EFFECTS__ */
export function defineSchedule<F extends Fields>(
  name: string,
  fields: F,
  ratesOf: (options: WholeOf<typeof baseFields & F>) => Schedule,
): (options: GivenOf<typeof baseFields & F>) => Schedule {
  const table = defineOptions<typeof baseFields & F>(name, { ...baseFields, ...fields });
  return (options) => scheduled(name, ratesOf(table.complete(options)));
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
