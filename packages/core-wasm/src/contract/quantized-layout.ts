import type { Shape } from "./shape.ts";

/** How the rows of a weight are stored: bfloat16, 8 bits with a scale a row, 4 bits with a scale a block. */
export type QuantizedFormat = "bf16" | "int8" | "int4";

/** Elements of a block: rows are padded with zeros to whole blocks. */
export const QUANTIZED_BLOCK = 32;

/** Bits of an element; also the int32 words of a block. */
export const quantizedBits: Readonly<Record<QuantizedFormat, 4 | 8 | 16>> = {
  bf16: 16,
  int8: 8,
  int4: 4,
};

export const quantizedBlocks = (width: number): number => Math.ceil(width / QUANTIZED_BLOCK);

/** Shape of the packed words of a weight [rows, width]. */
export const packedShape = (format: QuantizedFormat, [rows = 0, width = 0]: Shape): Shape => [
  rows,
  quantizedBlocks(width) * quantizedBits[format],
];

/** Shape of its scales: none for bf16, [rows] for int8, [rows, blocks] for int4. */
export function scalesShape(
  format: QuantizedFormat,
  [rows = 0, width = 0]: Shape,
): Shape | undefined {
  if (format === "bf16") return undefined;
  return format === "int8" ? [rows] : [rows, quantizedBlocks(width)];
}

/** Word and lowest bit of element `e` of a block, in the order in which vectors are unpacked. */
export const elementPlaces: Readonly<
  Record<QuantizedFormat, (e: number) => { readonly word: number; readonly shift: number }>
> = {
  bf16: (e) => ({ word: 4 * (e >> 3) + (e & 3), shift: e & 4 ? 16 : 0 }),
  int8: (e) => ({ word: e >> 2, shift: 8 * (e & 3) }),
  int4: (e) => ({ word: (e & 7) >> 1, shift: 16 * (e & 1) + 4 * (e >> 3) }),
};

/** The nearest integer, of two the even one, as IEEE 754 rounds. */
export function roundTiesToEven(x: number): number {
  const below = Math.floor(x);
  const rest = x - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** The weight [rows, width] that the packed words and scales stand for. */
export function dequantizeWeight(
  format: QuantizedFormat,
  [rows = 0, width = 0]: Shape,
  packed: ArrayLike<number>,
  scales: ArrayLike<number> | undefined,
): Float64Array {
  const values = new Float64Array(rows * width);
  const bits = quantizedBits[format];
  const blocks = quantizedBlocks(width);
  const place = elementPlaces[format];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const block = row * blocks + Math.floor(column / QUANTIZED_BLOCK);
      const { word, shift } = place(column % QUANTIZED_BLOCK);
      const code = (packed[block * bits + word]! >>> shift) & (2 ** bits - 1);
      values[row * width + column] =
        format === "bf16"
          ? floatOfBits(code << 16)
          : format === "int8"
            ? ((code << 24) >> 24) * scales![row]!
            : (code - 8) * scales![block]!;
    }
  return values;
}

const converter = new DataView(new ArrayBuffer(4));

function floatOfBits(bits: number): number {
  converter.setInt32(0, bits);
  return converter.getFloat32(0);
}

export function bitsOfFloat(value: number): number {
  converter.setFloat32(0, value);
  return converter.getInt32(0);
}
