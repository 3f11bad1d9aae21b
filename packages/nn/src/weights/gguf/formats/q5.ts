import { type BlockFormat, half } from "./blocks.ts";

// 32 integers of 5 bits: the fifth bits of all in 4 bytes, then the others as in q4.

/** w = d (q - 16) */
export const q5_0: BlockFormat = {
  elements: 32,
  bytes: 22,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    const high = block.getUint32(at + 2, true);
    for (let i = 0; i < 16; i++) {
      const byte = block.getUint8(at + 6 + i);
      to[first + i] = d * (((byte & 15) | (((high >>> i) & 1) << 4)) - 16);
      to[first + 16 + i] = d * (((byte >> 4) | (((high >>> (i + 16)) & 1) << 4)) - 16);
    }
  },
};

/** w = d q + m */
export const q5_1: BlockFormat = {
  elements: 32,
  bytes: 24,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    const m = half(block, at + 2);
    const high = block.getUint32(at + 4, true);
    for (let i = 0; i < 16; i++) {
      const byte = block.getUint8(at + 8 + i);
      to[first + i] = d * ((byte & 15) | (((high >>> i) & 1) << 4)) + m;
      to[first + 16 + i] = d * ((byte >> 4) | (((high >>> (i + 16)) & 1) << 4)) + m;
    }
  },
};
