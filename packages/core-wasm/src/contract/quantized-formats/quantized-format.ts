import type { Shape } from "../shape.ts";

/** A weight as quantised kernels take it. */
export interface PackedWeight {
  /** int32, of the format's `packedShape`. */
  readonly packed: Int32Array;
  /** float32, of the format's `scalesShape`; none where it has none. */
  readonly scales: Float32Array | undefined;
}

/** A way to store a weight [rows, width] in few bits: all that kernels, and whoever fills their operands, ask of it. */
export interface QuantizedFormatRecord<
  Name extends string = string,
  Integer extends boolean = boolean,
> {
  /** As the table, attributes of kernels and files call it. */
  readonly name: Name;
  /** Bits of an element. */
  readonly bits: 4 | 8 | 16;
  /** Whether products are of integers, so that x is rounded as well: see `roundActivations`. */
  readonly integer: Integer;
  /** Of floats that reach less far than float32. */
  readonly range: FloatRange | undefined;
  readonly packedShape: (shape: Shape) => Shape;
  /** None where there are no scales. */
  readonly scalesShape: (shape: Shape) => Shape | undefined;
  /**
   * Round to nearest, of two to the even code.
   *
   * @param weight what an error calls the weight
   * @param firstRow number of the first row in that weight, where not all of it is given
   * @throws RangeError for an element that is not finite or beyond the range
   */
  readonly round: (
    shape: Shape,
    values: ArrayLike<number>,
    weight: string,
    firstRow?: number,
  ) => PackedWeight;
  /** The weight that words and scales stand for, row by row. */
  readonly decode: (
    shape: Shape,
    packed: ArrayLike<number>,
    scales: ArrayLike<number> | undefined,
  ) => Float64Array;
  /** Whether kernels know what is in this word: fast ones without Infinity and NaN do not. Undefined where they know all. */
  readonly readable: ((word: number) => boolean) | undefined;
}

/** How far the floats of a format reach. */
export interface FloatRange {
  readonly largest: number;
  /** Below it, precision goes down bit by bit. */
  readonly smallestNormal: number;
}
