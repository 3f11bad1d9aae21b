import { type BlockFormat, half } from "./blocks.ts";

/** w = d q, with q of 8 bits. */
export const q8_0: BlockFormat = {
  elements: 32,
  bytes: 34,
  dequantize(block, at, to, first) {
    const d = half(block, at);
    for (let i = 0; i < 32; i++) to[first + i] = d * block.getInt8(at + 2 + i);
  },
};
