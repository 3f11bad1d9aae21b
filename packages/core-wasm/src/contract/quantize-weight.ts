import { bitsOfFloat, roundTiesToEven } from "./float-bits.ts";
import { bitsOfHalf, LARGEST_HALF } from "./half-precision.ts";
import {
  packedShape,
  placeOf,
  QUANTIZED_BLOCK,
  type QuantizedFormat,
  quantizedBlocks,
  scaleOf,
  scalesShape,
} from "./quantized-layout.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** A weight as quantised kernels take it. */
export interface PackedWeight {
  /** int32, in panels of 16 rows: see `packedShape` and `placeOf`. */
  readonly packed: Int32Array;
  /** float32, see `scalesShape`; none for bf16 and f16. */
  readonly scales: Float32Array | undefined;
}

/**
 * Round a weight [rows, width] to a format, to nearest and of two to the even code. bf16: the upper half of a
 * float32. f16: IEEE 754 binary16 with its subnormals, see `bitsOfHalf`. int8: scale = max|w| / 127 of the row, code =
 * w / scale. int4: in blocks of 32 along the row, scale = m / -8 where m is the block's element of largest magnitude,
 * code = w / scale + 8, at most 15 (ggml's q4_0).
 *
 * @param weight what an error calls the weight
 * @throws RangeError for an element that is not finite or, in f16, beyond 65504: no packed word is Infinity or NaN
 */
export function quantizeWeight(
  format: QuantizedFormat,
  shape: Shape,
  values: ArrayLike<number>,
  weight = "quantizeWeight: the weight",
): PackedWeight {
  const [rows = 0, width = 0] = shape;
  const blocks = quantizedBlocks(width);
  const packed = new Int32Array(sizeOf(packedShape(format, shape)));
  const ofScales = scalesShape(format, shape);
  const scales = ofScales && new Float32Array(sizeOf(ofScales));
  const code = codes[format];
  const most = format === "f16" ? LARGEST_HALF : Number.MAX_VALUE;
  const places = Array.from({ length: QUANTIZED_BLOCK }, (_, e) => placeOf(format, width, 0, e));
  for (let row = 0; row < rows; row++) {
    const from = row * width;
    if (format === "int8") scales![row] = largest(values, from, from + width) / 127;
    for (let block = 0; block < blocks; block++) {
      const first = block * QUANTIZED_BLOCK;
      const end = Math.min(first + QUANTIZED_BLOCK, width);
      const at = scaleOf(format, width, row, first);
      if (format === "int4") scales![at] = largestSigned(values, from + first, from + end) / -8;
      const scale = scales?.[at] ?? 1;
      const { word } = placeOf(format, width, row, first);
      for (let e = 0; e < QUANTIZED_BLOCK; e++) {
        const column = first + e;
        const value = column < end ? values[from + column]! : 0;
        if (!(Math.abs(value) <= most))
          throw new RangeError(
            `${weight} at [${row}, ${column}] is ${value}, expected ${expectedOf(format, value)}`,
          );
        const place = places[e]!;
        packed[word + place.word]! |= code(value, scale) << place.shift;
      }
    }
  }
  return { packed, scales };
}

const expectedOf = (format: QuantizedFormat, value: number): string =>
  format === "f16" && Number.isFinite(value)
    ? `at most ${LARGEST_HALF} in magnitude, the largest of f16 (bf16 reaches as far as float32)`
    : "finite weights";

const codes: Readonly<Record<QuantizedFormat, (value: number, scale: number) => number>> = {
  bf16: (value) => {
    const word = bitsOfFloat(value);
    return ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16) & 0xffff;
  },
  f16: bitsOfHalf,
  int8: (value, scale) =>
    scale === 0 ? 0 : Math.max(-127, Math.min(127, roundTiesToEven(value / scale))) & 0xff,
  int4: (value, scale) =>
    scale === 0 ? 8 : Math.max(0, Math.min(15, roundTiesToEven(value / scale) + 8)),
};

function largestSigned(values: ArrayLike<number>, from: number, to: number): number {
  let found = 0;
  for (let i = from; i < to; i++) if (Math.abs(values[i]!) > Math.abs(found)) found = values[i]!;
  return found;
}

const largest = (values: ArrayLike<number>, from: number, to: number): number =>
  Math.abs(largestSigned(values, from, to));
