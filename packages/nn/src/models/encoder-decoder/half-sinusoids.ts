import { constant } from "../../op-definition/constant.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * Position p: the sines of p / 10000^(2i / dModel) for all i, then the cosines: [length, dModel]. The sinusoids of
 * arXiv:1706.03762, section 3.5, in another order of channels; Marian's and Pegasus'.
 */
export const halfSinusoids = (length: number, dModel: number, device: Device): Tensor =>
  constant(device, [length, dModel], () => {
    const table = new Float64Array(length * dModel);
    const sines = Math.ceil(dModel / 2);
    for (let p = 0; p < length; p++)
      for (let channel = 0; channel < dModel; channel++) {
        const pair = channel < sines ? channel : channel - sines;
        const angle = p / 10000 ** ((2 * pair) / dModel);
        table[p * dModel + channel] = channel < sines ? Math.sin(angle) : Math.cos(angle);
      }
    return table;
  });
