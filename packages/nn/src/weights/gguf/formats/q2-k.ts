import { type BlockFormat, half } from "./blocks.ts";

/**
 * 256 integers of 2 bits in 16 groups of 16, each with a scale and a minimum of 4 bits: w = d s q - dmin m. 32 bytes hold
 * four times 32 integers, the first in their lowest bits.
 */
export const q2_k: BlockFormat = {
  elements: 256,
  bytes: 84,
  dequantize(block, at, to, first) {
    const d = half(block, at + 80);
    const dmin = half(block, at + 82);
    for (let group = 0; group < 16; group++) {
      const scale = block.getUint8(at + group);
      const step = d * (scale & 15);
      const minimum = dmin * (scale >> 4);
      const bytes = at + 16 + 32 * (group >> 3) + 16 * (group & 1);
      const shift = 2 * ((group >> 1) & 3);
      for (let i = 0; i < 16; i++)
        to[first + 16 * group + i] = step * ((block.getUint8(bytes + i) >> shift) & 3) - minimum;
    }
  },
};
