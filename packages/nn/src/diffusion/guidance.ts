import { defineOptions, type Given } from "../options/define-options.ts";
import { integer, number } from "../options/fields.ts";
import { mixed } from "./conversions.ts";
import { floats } from "./finite-values.ts";

const guidanceOptions = defineOptions("guide", {
  /** 1 is the conditional prediction itself. */
  scale: number({}),
  /** Share, 0 to 1, in which each sample gets back the deviation of its conditional prediction: 0 unless given. */
  rescale: number({ from: 0, to: 1, default: 0 }),
  /** Values of a sample, for `rescale`; all are one sample unless given. */
  sampleSize: integer({ from: 1, optional: true }),
});

/** How far away from the unconditional prediction, and how its deviation is set right. */
export type GuidanceOptions = Given<typeof guidanceOptions>;

/**
 * Classifier-free guidance, u + scale (c - u): Ho and Salimans (2022). Rescaling: Lin et al. (2023), section 3.4.
 *
 * @throws RangeError for predictions of different sizes
 */
export function guide(
  unconditional: ArrayLike<number>,
  conditional: ArrayLike<number>,
  options: GuidanceOptions,
): Float64Array {
  const { scale, rescale, sampleSize } = guidanceOptions.complete(options);
  const without = floats("guide", "unconditional", unconditional);
  const given = floats("guide", "conditional", conditional, without.length);
  const guided = mixed(without, 1 - scale, given, scale);
  const size = sampleSize ?? guided.length;
  if (size === 0 || guided.length % size !== 0)
    throw new RangeError(
      `guide: there are ${guided.length} values, expected a multiple of sampleSize (${size})`,
    );
  for (let from = 0; rescale > 0 && from < guided.length; from += size) {
    const row = guided.subarray(from, from + size);
    const factor = deviation(given.subarray(from, from + size)) / deviation(row);
    for (let i = 0; i < size; i++) row[i]! *= rescale * factor + 1 - rescale;
  }
  return guided;
}

/** Of a population. */
function deviation(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
