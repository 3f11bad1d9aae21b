import { type BlockFormat, half } from "./blocks.ts";

// 32 integers of 4 bits: the lower halves of 16 bytes are the first 16, the upper ones the others.

/** w = d (q - 8) */
export const q4_0: BlockFormat = {
  elements: 32,
  bytes: 18,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    for (let i = 0; i < 16; i++) {
      const byte = block.getUint8(at + 2 + i);
      to[first + i] = d * ((byte & 15) - 8);
      to[first + 16 + i] = d * ((byte >> 4) - 8);
    }
  },
};

/** w = d q + m */
export const q4_1: BlockFormat = {
  elements: 32,
  bytes: 20,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    const m = half(block, at + 2);
    for (let i = 0; i < 16; i++) {
      const byte = block.getUint8(at + 4 + i);
      to[first + i] = d * (byte & 15) + m;
      to[first + 16 + i] = d * (byte >> 4) + m;
    }
  },
};
