import { refuseUnknown } from "../../options/refuse-unknown.ts";
import { checkAtLeast, checkSteps, type Schedule, scheduled } from "./schedules.ts";

export interface OneCycleShape {
  readonly totalSteps: number;
  /** Part of the cycle in which the rate rises; 0.3 unless given. */
  readonly pctStart?: number;
  /** "cos" unless given. */
  readonly annealStrategy?: "cos" | "linear";
  /** The first rate is maxLr / divFactor; 25 unless given. */
  readonly divFactor?: number;
  /** The last rate is the first / finalDivFactor; 1e4 unless given. */
  readonly finalDivFactor?: number;
  /** Back to the first rate in as many steps as the rise took, then on to the last. */
  readonly threePhase?: boolean;
}

const known = [
  ...["maxLr", "totalSteps", "pctStart", "annealStrategy"],
  ...["divFactor", "finalDivFactor", "threePhase"],
];

/** Up to maxLr and down again: Smith and Topin, "Super-convergence", arXiv:1708.07120. As PyTorch's `OneCycleLR`. */
export function oneCycleSchedule(options: OneCycleShape & { readonly maxLr: number }): Schedule {
  refuseUnknown("oneCycleSchedule", options, known);
  const { maxLr, divFactor = 25, finalDivFactor = 1e4, ...shape } = options;
  checkAtLeast("oneCycleSchedule", 0, { maxLr });
  const first = maxLr / divFactor;
  return throughPhases(shape, first, maxLr, first / finalDivFactor);
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
  const { totalSteps, pctStart = 0.3, annealStrategy = "cos", threePhase = false } = shape;
  checkSteps("OneCycleLR", { totalSteps });
  if (!(pctStart >= 0 && pctStart <= 1))
    throw new RangeError(`OneCycleLR: pctStart is ${pctStart}, expected 0 to 1`);
  if (annealStrategy !== "cos" && annealStrategy !== "linear")
    throw new RangeError(
      `OneCycleLR: annealStrategy is "${annealStrategy}", expected "cos" or "linear"`,
    );
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
