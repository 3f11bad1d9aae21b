import { roundTiesToEven } from "./float-bits.ts";
import { QUANTIZED_BLOCK } from "./quantized-layout.ts";

/** Blocks whose largest magnitude is below this count as 0: 127 / magnitude would overflow. */
const TINY = 2 ** -100;

/**
 * Activations [rows, width] rounded to 8 bits, in blocks of 32 along the row, and back: scale = max|x| / 127, x =
 * scale * round(x * (127 / max|x|)), of two integers the even one. Every step is rounded to float32, so that all
 * backends take the same integers. A block with a value that is not finite is NaN.
 */
export function roundActivations(x: ArrayLike<number>, width: number): Float64Array {
  const rounded = new Float64Array(x.length);
  for (let row = 0; row < x.length; row += width)
    for (let from = row; from < row + width; from += QUANTIZED_BLOCK) {
      const to = Math.min(from + QUANTIZED_BLOCK, row + width);
      let largest = 0;
      for (let i = from; i < to; i++) largest = Math.max(largest, Math.abs(Math.fround(x[i]!)));
      if (largest < TINY) continue;
      const scale = Math.fround(largest / 127);
      const inverse = Math.fround(127 / largest);
      for (let i = from; i < to; i++)
        rounded[i] = scale * roundTiesToEven(Math.fround(Math.fround(x[i]!) * inverse));
      if (!Number.isFinite(scale)) rounded.fill(Number.NaN, from, to);
    }
  return rounded;
}
