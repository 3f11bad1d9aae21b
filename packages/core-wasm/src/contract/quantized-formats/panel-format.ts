import { QUANTIZED_BLOCK, quantizedBlocks, quantizedPanels } from "../quantized-layout.ts";
import { PANEL_ROWS } from "../quantized-panel.ts";
import { type Shape, sizeOf } from "../shape.ts";
import type { FloatRange, PackedWeight, QuantizedFormatRecord } from "./quantized-format.ts";

/** What tells formats apart whose elements lie in panels, each a code for itself. */
interface ElementFormat<Name extends string, Integer extends boolean> {
  readonly name: Name;
  readonly bits: 4 | 8 | 16;
  readonly integer: Integer;
  readonly range?: FloatRange;
  readonly readable?: (word: number) => boolean;
  /** Elements of a row that have a scale in common, and that scale, of values[from] to values[to - 1]. */
  readonly scale?: {
    readonly per: "row" | "block";
    readonly of: (values: ArrayLike<number>, from: number, to: number) => number;
  };
  /** The code of a finite value, in the lowest bits. */
  readonly code: (value: number, scale: number) => number;
  readonly value: (code: number, scale: number) => number;
  /** Lowest bit of an element by its place in the word; in order unless given. */
  readonly shift?: (place: number) => number;
}

/**
 * A format with the words [panel][block of 32][group][16 rows]: all are read in one direction, and one group of activations
 * meets 16 rows. A word holds the 32 / bits neighbours of one row that are a group. Scales are [rows], or [panels, blocks, 16].
 */
export function panelFormat<const Name extends string, const Integer extends boolean>(
  format: ElementFormat<Name, Integer>,
): QuantizedFormatRecord<Name, Integer> {
  const { name, bits, integer, range, scale, readable } = format;
  const { shift = (place: number) => bits * place } = format;
  const inWord = 32 / bits;

  const packedShape = ([rows = 0, width = 0]: Shape): Shape => [
    quantizedPanels(rows),
    quantizedBlocks(width) * bits * PANEL_ROWS,
  ];

  const scalesShape = ([rows = 0, width = 0]: Shape): Shape | undefined => {
    if (!scale) return undefined;
    return scale.per === "row"
      ? [rows]
      : [quantizedPanels(rows), quantizedBlocks(width), PANEL_ROWS];
  };

  const wordOf = (width: number, row: number, column: number): number => {
    const panel = Math.floor(row / PANEL_ROWS) * quantizedBlocks(width) * bits;
    return (panel + Math.floor(column / inWord)) * PANEL_ROWS + (row % PANEL_ROWS);
  };

  const scaleAt = (width: number, row: number, column: number): number => {
    if (scale?.per !== "block") return row;
    const panel = Math.floor(row / PANEL_ROWS) * quantizedBlocks(width);
    return (panel + Math.floor(column / QUANTIZED_BLOCK)) * PANEL_ROWS + (row % PANEL_ROWS);
  };

  const expected = (value: number): string =>
    range && Number.isFinite(value)
      ? `at most ${range.largest} in magnitude, the largest of ${name} (bf16 reaches as far as float32)`
      : "finite weights";

  const round = (
    shape: Shape,
    values: ArrayLike<number>,
    weight: string,
    firstRow = 0,
  ): PackedWeight => {
    const [rows = 0, width = 0] = shape;
    const packed = new Int32Array(sizeOf(packedShape(shape)));
    const ofScales = scalesShape(shape);
    const scales = ofScales && new Float32Array(sizeOf(ofScales));
    const most = range?.largest ?? Number.MAX_VALUE;
    const places = Array.from({ length: QUANTIZED_BLOCK }, (_, e) => ({
      word: wordOf(width, 0, e),
      shift: shift(e % inWord),
    }));
    for (let row = 0; row < rows; row++) {
      const from = row * width;
      if (scale?.per === "row") scales![row] = scale.of(values, from, from + width);
      for (let first = 0; first < width; first += QUANTIZED_BLOCK) {
        const end = Math.min(first + QUANTIZED_BLOCK, width);
        const at = scaleAt(width, row, first);
        if (scale?.per === "block") scales![at] = scale.of(values, from + first, from + end);
        const factor = scales?.[at] ?? 1;
        const word = wordOf(width, row, first);
        for (let e = 0; e < QUANTIZED_BLOCK; e++) {
          const column = first + e;
          const value = column < end ? values[from + column]! : 0;
          if (!(Math.abs(value) <= most))
            throw new RangeError(
              `${weight} at [${firstRow + row}, ${column}] is ${value}, expected ${expected(value)}`,
            );
          const place = places[e]!;
          packed[word + place.word]! |= format.code(value, factor) << place.shift;
        }
      }
    }
    return { packed, scales };
  };

  const decode = (
    [rows = 0, width = 0]: Shape,
    packed: ArrayLike<number>,
    scales: ArrayLike<number> | undefined,
  ): Float64Array => {
    const values = new Float64Array(rows * width);
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < width; column++) {
        const word = packed[wordOf(width, row, column)]!;
        const code = (word >>> shift(column % inWord)) & (2 ** bits - 1);
        const factor = scales?.[scaleAt(width, row, column)] ?? 1;
        values[row * width + column] = format.value(code, factor);
      }
    return values;
  };

  return { name, bits, integer, range, packedShape, scalesShape, round, decode, readable };
}

/** The element of largest magnitude among values[from] to values[to - 1]. */
export function largestOf(values: ArrayLike<number>, from: number, to: number): number {
  let found = 0;
  for (let i = from; i < to; i++) if (Math.abs(values[i]!) > Math.abs(found)) found = values[i]!;
  return found;
}
