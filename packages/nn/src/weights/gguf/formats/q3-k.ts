import { type BlockFormat, half } from "./blocks.ts";

/**
 * 256 integers of 3 bits in 16 groups of 16, each with a scale of 6 bits: w = d (s - 32) (q - 4). The third bits of all stand
 * in front, 32 bytes, one bit for each run of 32; the others as in q2_K.
 */
export const q3_k: BlockFormat = {
  elements: 256,
  bytes: 110,
  dequantize(block, at, to, first) {
    const d = half(block, at + 108);
    for (let group = 0; group < 16; group++) {
      const step = d * (scaleOf(block, at + 96, group) - 32);
      const run = group >> 1;
      const within = 16 * (group & 1);
      const bytes = at + 32 + 32 * (group >> 3) + within;
      const shift = 2 * (run & 3);
      for (let i = 0; i < 16; i++) {
        const low = (block.getUint8(bytes + i) >> shift) & 3;
        const high = (block.getUint8(at + within + i) >> run) & 1;
        to[first + 16 * group + i] = step * (low + 4 * high - 4);
      }
    }
  },
};

/** 16 scales in 12 bytes: the lower 4 bits of all in the first 8, the upper 2 in the last 4. */
function scaleOf(block: DataView, at: number, group: number): number {
  const low = block.getUint8(at + (group & 7)) >> (group < 8 ? 0 : 4);
  const high = block.getUint8(at + 8 + (group & 3)) >> (2 * (group >> 2));
  return (low & 15) | ((high & 3) << 4);
}
