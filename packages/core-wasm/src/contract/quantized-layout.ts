import { floatOfBits } from "./float-bits.ts";
import { halfOfBits } from "./half-precision.ts";
import { PANEL_ROWS } from "./quantized-panel.ts";
import type { Shape } from "./shape.ts";

/**
 * How the rows of a weight are stored: bfloat16, half precision (IEEE 754 binary16), 8 bits with a scale a row, 4 bits
 * with a scale a block.
 */
export type QuantizedFormat = "bf16" | "f16" | "int8" | "int4";

/** Elements of a block along a row: rows are padded with zeros to whole blocks. */
export const QUANTIZED_BLOCK = 32;

/** Bits of an element; also the int32 words of a block of 32 in one row. */
export const quantizedBits: Readonly<Record<QuantizedFormat, 4 | 8 | 16>> = {
  bf16: 16,
  f16: 16,
  int8: 8,
  int4: 4,
};

/** Whether a format has integer codes and scales; the others are floats in 16 bits. */
export const isIntegerFormat = (format: QuantizedFormat): format is "int8" | "int4" =>
  quantizedBits[format] < 16;

export const quantizedBlocks = (width: number): number => Math.ceil(width / QUANTIZED_BLOCK);

const quantizedPanels = (rows: number): number => Math.ceil(rows / PANEL_ROWS);

/** Shape of the packed words of a weight [rows, width]: panels, and the words of one. */
export const packedShape = (format: QuantizedFormat, [rows = 0, width = 0]: Shape): Shape => [
  quantizedPanels(rows),
  quantizedBlocks(width) * quantizedBits[format] * PANEL_ROWS,
];

/** Shape of its scales: none for bf16 and f16, [rows] for int8, [panels, blocks, 16] for int4. */
export function scalesShape(
  format: QuantizedFormat,
  [rows = 0, width = 0]: Shape,
): Shape | undefined {
  if (!isIntegerFormat(format)) return undefined;
  return format === "int8" ? [rows] : [quantizedPanels(rows), quantizedBlocks(width), PANEL_ROWS];
}

/**
 * Where the element of a weight [rows, width] is: its word and lowest bit. Words are [panel][block][group][16 rows], so
 * that all are read in one direction and one group of activations meets 16 rows; a word holds 2 (bf16, f16), 4 (int8) or
 * 8 (int4) neighbours of one row, of the 8 the first four in the lower halves of the bytes.
 */
export function placeOf(
  format: QuantizedFormat,
  width: number,
  row: number,
  column: number,
): { readonly word: number; readonly shift: number } {
  const bits = quantizedBits[format];
  const inWord = 32 / bits;
  const panel = Math.floor(row / PANEL_ROWS);
  const group = Math.floor(column / inWord) + panel * quantizedBlocks(width) * bits;
  const place = column % inWord;
  return {
    word: group * PANEL_ROWS + (row % PANEL_ROWS),
    shift: format === "int4" ? 8 * (place & 3) + (place & 4) : bits * place,
  };
}

/** Where the scale of the element is; for int8 and int4. */
export function scaleOf(
  format: QuantizedFormat,
  width: number,
  row: number,
  column: number,
): number {
  if (format === "int8") return row;
  const panel = Math.floor(row / PANEL_ROWS);
  const block = panel * quantizedBlocks(width) + Math.floor(column / QUANTIZED_BLOCK);
  return block * PANEL_ROWS + (row % PANEL_ROWS);
}

/**
 * The weight [rows, width] that the packed words and scales stand for. `quantizeWeight` makes finite ones only; other
 * words of f16 (an exponent of 31) are Infinity and NaN here, and whatever is fast in the kernels of backends.
 */
export function dequantizeWeight(
  format: QuantizedFormat,
  [rows = 0, width = 0]: Shape,
  packed: ArrayLike<number>,
  scales: ArrayLike<number> | undefined,
): Float64Array {
  const values = new Float64Array(rows * width);
  const bits = quantizedBits[format];
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < width; column++) {
      const { word, shift } = placeOf(format, width, row, column);
      const code = (packed[word]! >>> shift) & (2 ** bits - 1);
      const scale = scales?.[scaleOf(format, width, row, column)] ?? 1;
      values[row * width + column] = decoded[format](code, scale);
    }
  return values;
}

const decoded: Readonly<Record<QuantizedFormat, (code: number, scale: number) => number>> = {
  bf16: (code) => floatOfBits(code << 16),
  f16: halfOfBits,
  int8: (code, scale) => ((code << 24) >> 24) * scale,
  int4: (code, scale) => (code - 8) * scale,
};
