import { type BlockFormat, half } from "./blocks.ts";

/**
 * 256 integers of 6 bits in 16 groups of 16, each with a scale of 8 bits: w = d s (q - 32). In each half of 128, 64 bytes hold
 * the lower 4 bits and 32 bytes the upper 2, four runs of 32 side by side.
 */
export const q6_k: BlockFormat = {
  elements: 256,
  bytes: 210,
  dequantize(block, at, to, first) {
    const d = half(block, at + 208);
    for (let group = 0; group < 16; group++) {
      const step = d * block.getInt8(at + 192 + group);
      const side = group >> 3;
      const run = (group >> 1) & 3;
      const within = 16 * (group & 1);
      const low = at + 64 * side + 32 * (run & 1) + within;
      const high = at + 128 + 32 * side + within;
      for (let i = 0; i < 16; i++) {
        const lower = (block.getUint8(low + i) >> (4 * (run >> 1))) & 15;
        const upper = (block.getUint8(high + i) >> (2 * run)) & 3;
        to[first + 16 * group + i] = step * (lower + 16 * upper - 32);
      }
    }
  },
};
