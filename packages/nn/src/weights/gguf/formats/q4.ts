import { type BlockFormat, half } from "./blocks.ts";

/** 32 integers of 4 bits: the lower halves of 16 bytes are the first 16, the upper ones the others. */
function nibbles(
  block: DataView,
  at: number,
  value: (integer: number) => number,
  to: Float32Array,
  first: number,
): void {
  for (let i = 0; i < 16; i++) {
    const byte = block.getUint8(at + i);
    to[first + i] = value(byte & 15);
    to[first + 16 + i] = value(byte >> 4);
  }
}

/** w = d (q - 8) */
export const q4_0: BlockFormat = {
  elements: 32,
  bytes: 18,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    nibbles(block, at + 2, (q) => d * (q - 8), to, first);
  },
};

/** w = d q + m */
export const q4_1: BlockFormat = {
  elements: 32,
  bytes: 20,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    const m = half(block, at + 2);
    nibbles(block, at + 4, (q) => d * q + m, to, first);
  },
};
