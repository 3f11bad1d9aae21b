import { constant } from "../op-definition/constant.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectInstance } from "../options/expect-argument.ts";
import { expectElements } from "../options/expect-count.ts";
import { anything, number } from "../options/fields.ts";
import { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type RopeScaling, ropeFrequencies } from "./rope-frequencies.ts";

/** Cosines and sines of every position's angles, [positions, pairs] each. */
export interface RopeTables {
  readonly cos: Tensor;
  readonly sin: Tensor;
}

export const ropeFrequencyOptions = defineOptions("ropeTables", {
  /** Base of the frequencies; 10000 unless given. */
  theta: number({ default: 10000 }),
  scaling: anything<RopeScaling>({ optional: true }),
});

/** Options of `ropeTables`: the base of the frequencies, and how they are scaled. */
export type RopeFrequencyOptions = Given<typeof ropeFrequencyOptions>;

/**
 * Tables for positions 0 .. positions - 1 that rotate `dim` channels; computed in float64. Scalings that depend on the
 * length of the sequence take it to be `length`, all positions unless given.
 *
 * @throws RangeError for an odd dim, and a theta that is not above 0
 */
export function ropeTables(
  device: Device,
  positions: number,
  dim: number,
  options: RopeFrequencyOptions = {},
  length = positions,
): RopeTables {
  expectInstance("ropeTables", "device", device, Device, "a Device");
  const { theta, scaling } = ropeFrequencyOptions.complete(options);
  if (!Number.isInteger(dim) || dim < 2 || dim % 2 !== 0)
    throw new RangeError(`rope: dim is ${dim}, expected an even number of channels`);
  if (!(theta > 0)) throw new RangeError(`rope: theta is ${theta}, expected a number above 0`);
  expectElements("rope", positions, dim);
  const { frequencies, attentionFactor } = ropeFrequencies(dim, theta, scaling, length);
  const values = (wave: (angle: number) => number): Float64Array => {
    const table = new Float64Array(positions * frequencies.length);
    for (let i = 0; i < table.length; i++) {
      const position = Math.floor(i / frequencies.length);
      table[i] = attentionFactor * wave(position * frequencies[i % frequencies.length]!);
    }
    return table;
  };
  const table = (wave: (angle: number) => number): Tensor =>
    constant(device, [positions, frequencies.length], () => values(wave));
  return { cos: table(Math.cos), sin: table(Math.sin) };
}
