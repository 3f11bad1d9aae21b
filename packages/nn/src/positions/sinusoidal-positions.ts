import { defaultDevice } from "../device/default-device.ts";
import { constant } from "../op-definition/constant.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * Position p, channel pair i: sin and cos of p / 10000^(2i / dModel), interleaved: [length, dModel].
 * Vaswani et al., arXiv:1706.03762, section 3.5.
 */
export function sinusoidalPositions(
  length: number,
  dModel: number,
  { device = defaultDevice() }: { readonly device?: Device | undefined } = {},
): Tensor {
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
