import { defaultDevice } from "../device/default-device.ts";
import { parameterFields } from "../module/parameter-options.ts";
import { constant } from "../op-definition/constant.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import type { Tensor } from "../tensor/tensor.ts";

const sinusoidalOptions = defineOptions("sinusoidalPositions", { device: parameterFields.device });

/** Options of `sinusoidalPositions`. */
export type SinusoidalPositionsOptions = Given<typeof sinusoidalOptions>;

/**
 * Position p, channel pair i: sin and cos of p / 10000^(2i / dModel), interleaved: [length, dModel].
 * Vaswani et al., arXiv:1706.03762, section 3.5.
 */
export function sinusoidalPositions(
  length: number,
  dModel: number,
  options: SinusoidalPositionsOptions = {},
): Tensor {
  const { device = defaultDevice() } = sinusoidalOptions.complete(options);
  expectCount("sinusoidalPositions", "length", length, 0);
  expectCount("sinusoidalPositions", "dModel", dModel);
  return constant(device, [length, dModel], () => sinusoids(length, dModel));
}

/** The same as values of the host, row-major. */
export function sinusoids(length: number, dModel: number): Float64Array {
  const table = new Float64Array(length * dModel);
  for (let p = 0; p < length; p++)
    for (let channel = 0; channel < dModel; channel++) {
      const angle = p / 10000 ** ((channel - (channel % 2)) / dModel);
      table[p * dModel + channel] = channel % 2 === 0 ? Math.sin(angle) : Math.cos(angle);
    }
  return table;
}
