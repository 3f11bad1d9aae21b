import { flag, instance, number, oneOf, passing } from "../../options/fields.ts";
import { type CleanAndNoise, fromPrediction, mixed, type Prediction } from "../conversions.ts";
import { NoiseSchedule } from "../noise-schedule.ts";
import { ask, type DiffusionNetwork } from "./network.ts";

const isTimesteps = (value: unknown): boolean =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every((t, i) => Number.isInteger(t) && t >= 0 && (i === 0 || t < value[i - 1]));

/** What samplers on the timesteps of a training can be told. */
export const discreteFields = {
  schedule: instance(NoiseSchedule),
  /** Those that are used, largest first: see `timestepSpacing`. */
  timesteps: passing<readonly number[]>(isTimesteps, {
    expected: "timesteps, each below the one before",
  }),
  /** What the network's output is. */
  prediction: oneOf(["epsilon", "sample", "v_prediction"], { default: "epsilon" }),
  /** Clip each predicted x0 to [-clipRange, clipRange]. */
  clipX0: flag({ default: false }),
  /** Where x0 is clipped, if it is: 1 unless given, for pixels from -1 to 1. */
  clipRange: number({ above: 0, default: 1 }),
};

/** A step from a timestep to the next smaller one. */
export interface DiscreteStep {
  readonly timestep: number;
  /** alphaCumprod at the timestep. */
  readonly alpha: number;
  /** alphaCumprod where the step leads, 1 at the end. */
  readonly next: number;
  readonly isLast: boolean;
}

export function discreteSteps(
  who: string,
  schedule: NoiseSchedule,
  timesteps: readonly number[],
): DiscreteStep[] {
  const alphas = schedule.alphasCumprod;
  if (timesteps[0]! >= alphas.length)
    throw new RangeError(
      `${who}: timesteps begin at ${timesteps[0]}, expected less than the schedule's ${alphas.length} steps`,
    );
  return timesteps.map((timestep, i) => ({
    timestep,
    alpha: alphas[timestep]!,
    next: i + 1 < timesteps.length ? alphas[timesteps[i + 1]!]! : 1,
    isLast: i + 1 === timesteps.length,
  }));
}

/**
 * What the network says of x_t; with a clipped x0 the noise is what then is left. Where next to nothing is left of x0, as at
 * the end of the cosine schedule, a small error in the noise is a vast one in x0, and only the clipping holds it.
 */
export async function denoised(
  who: string,
  network: DiffusionNetwork,
  x: Float64Array,
  { timestep, alpha }: DiscreteStep,
  {
    prediction,
    clipX0,
    clipRange,
  }: {
    readonly prediction: Prediction;
    readonly clipX0: boolean;
    readonly clipRange: number;
  },
): Promise<CleanAndNoise> {
  const said = fromPrediction(x, await ask(who, network, x, timestep), alpha, prediction);
  if (!clipX0) return said;
  const x0 = said.x0.map((value) => Math.max(-clipRange, Math.min(clipRange, value)));
  const spread = Math.sqrt(1 - alpha);
  return { x0, noise: mixed(x, 1 / spread, x0, -Math.sqrt(alpha) / spread) };
}
