import { type BlockFormat, half } from "./blocks.ts";
import { scaleAndMinimum } from "./six-bit-scales.ts";

/**
 * 256 integers of 4 bits in 8 groups of 32, each with a scale and a minimum of 6 bits: w = d s q - dmin m. Two groups share 32
 * bytes, the first in the lower halves.
 */
export const q4_k: BlockFormat = {
  elements: 256,
  bytes: 144,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    const dmin = half(block, at + 2);
    for (let group = 0; group < 8; group++) {
      const [scale, minimum] = scaleAndMinimum(block, at + 4, group);
      const bytes = at + 16 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let i = 0; i < 32; i++)
        to[first + 32 * group + i] =
          d * scale * ((block.getUint8(bytes + i) >> shift) & 15) - dmin * minimum;
    }
  },
};
