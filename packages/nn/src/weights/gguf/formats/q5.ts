import { type BlockFormat, half } from "./blocks.ts";

/** 32 integers of 5 bits: the fifth bits of all in 4 bytes, then the others as in q4. */
function fives(
  block: DataView,
  at: number,
  value: (integer: number) => number,
  to: Float32Array,
  first: number,
): void {
  const high = block.getUint32(at, true);
  for (let i = 0; i < 16; i++) {
    const byte = block.getUint8(at + 4 + i);
    to[first + i] = value((byte & 15) | (((high >>> i) & 1) << 4));
    to[first + 16 + i] = value((byte >> 4) | (((high >>> (i + 16)) & 1) << 4));
  }
}

/** w = d (q - 16) */
export const q5_0: BlockFormat = {
  elements: 32,
  bytes: 22,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    fives(block, at + 2, (q) => d * (q - 16), to, first);
  },
};

/** w = d q + m */
export const q5_1: BlockFormat = {
  elements: 32,
  bytes: 24,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    const m = half(block, at + 2);
    fives(block, at + 4, (q) => d * q + m, to, first);
  },
};
