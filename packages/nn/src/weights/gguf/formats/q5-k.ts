import { type BlockFormat, half } from "./blocks.ts";
import { scaleAndMinimum } from "./six-bit-scales.ts";

/** As q4_K with a fifth bit each, in 32 bytes: bit number g of byte i is that of element i of group g. */
export const q5_k: BlockFormat = {
  elements: 256,
  bytes: 176,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    const dmin = half(block, at + 2);
    for (let group = 0; group < 8; group++) {
      const [scale, minimum] = scaleAndMinimum(block, at + 4, group);
      const bytes = at + 48 + 32 * (group >> 1);
      const shift = 4 * (group & 1);
      for (let i = 0; i < 32; i++) {
        const low = (block.getUint8(bytes + i) >> shift) & 15;
        const high = (block.getUint8(at + 16 + i) >> group) & 1;
        to[first + 32 * group + i] = d * scale * (low + 16 * high) - dmin * minimum;
      }
    }
  },
};
