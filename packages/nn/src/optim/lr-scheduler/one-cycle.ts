import { defineOptions, type Given, type WholeOf } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";
import { type Schedule, scheduled } from "./schedules.ts";

export const oneCycleFields = {
  totalSteps: integer({ from: 1 }),
  /** Part of the cycle in which the rate rises; 0.3 unless given. */
  pctStart: number({ from: 0, to: 1, default: 0.3 }),
  /** "cos" unless given. */
  annealStrategy: oneOf(["cos", "linear"], { default: "cos" }),
  /** The first rate is maxLr / divFactor; 25 unless given. */
  divFactor: number({ default: 25 }),
  /** The last rate is the first / finalDivFactor; 1e4 unless given. */
  finalDivFactor: number({ default: 1e4 }),
  /** Back to the first rate in as many steps as the rise took, then on to the last. */
  threePhase: flag({ default: false }),
};
const scheduleOptions = defineOptions("oneCycleSchedule", {
  maxLr: number({ from: 0 }),
  ...oneCycleFields,
});

type OneCycleShape = WholeOf<typeof oneCycleFields>;

/** Up to maxLr and down again: Smith and Topin, "Super-convergence", arXiv:1708.07120. As PyTorch's `OneCycleLR`. */
export function oneCycleSchedule(options: Given<typeof scheduleOptions>): Schedule {
  const { maxLr, ...shape } = scheduleOptions.complete(options);
  const first = maxLr / shape.divFactor;
  return throughPhases(shape, first, maxLr, first / shape.finalDivFactor);
}

/** The momentum goes the other way: down while the rate rises. */
export function oneCycleMomentum(shape: OneCycleShape, base: number, max: number): Schedule {
  return throughPhases(shape, max, base, max);
}

/** From `first` to `middle` and on to `last`; with three phases over `first` once more. */
function throughPhases(
  shape: OneCycleShape,
  first: number,
  middle: number,
  last: number,
): Schedule {
  const { totalSteps, pctStart, annealStrategy, threePhase } = shape;
  const top = pctStart * totalSteps - 1;
  const end = totalSteps - 1;
  const phases = threePhase
    ? [
        { end: top, from: first, to: middle },
        { end: 2 * pctStart * totalSteps - 2, from: middle, to: first },
        { end, from: first, to: last },
      ]
    : [
        { end: top, from: first, to: middle },
        { end, from: middle, to: last },
      ];
  return scheduled("OneCycleLR", (step) => {
    if (step > totalSteps)
      throw new RangeError(
        `OneCycleLR: step is ${step}, expected at most totalSteps ${totalSteps}`,
      );
    const at = Math.max(
      0,
      phases.findIndex((phase, i) => step <= phase.end || i === phases.length - 1),
    );
    const { end, from, to } = phases[at]!;
    const start = phases[at - 1]?.end ?? 0;
    if (end === start)
      throw new RangeError(
        `OneCycleLR: the phase of step ${step} has no length with pctStart ${pctStart} and totalSteps ${totalSteps}, ` +
          "expected others",
      );
    const progress = (step - start) / (end - start);
    return annealStrategy === "cos"
      ? to + ((from - to) / 2) * (1 + Math.cos(Math.PI * progress))
      : from + (to - from) * progress;
  });
}
