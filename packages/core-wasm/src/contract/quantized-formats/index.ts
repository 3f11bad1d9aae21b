import type { Shape } from "../shape.ts";
import { bf16 } from "./bf16.ts";
import { f16 } from "./f16.ts";
import { int4 } from "./int4.ts";
import { int8 } from "./int8.ts";
import type { PackedWeight, QuantizedFormatRecord } from "./quantized-format.ts";

const table = <T extends { readonly [N in keyof T]: QuantizedFormatRecord<N & string> }>(
  formats: T,
): T => formats;

/** Every format of the quantised kernels: a new row breaks the build of every backend that does not know it. */
export const quantizedFormats = table({ bf16, f16, int8, int4 });

/** How a weight is packed: floats of 16 bits ("bf16", "f16"), or integers with scales ("int8", "int4"). */
export type QuantizedFormat = keyof typeof quantizedFormats;

/** The names of the formats whose values are integers. */
export type IntegerFormat = {
  [N in QuantizedFormat]: (typeof quantizedFormats)[N]["integer"] extends true ? N : never;
}[QuantizedFormat];

/** Whether a format has integer codes and scales; the others are floats. */
export const isIntegerFormat = (format: QuantizedFormat): format is IntegerFormat =>
  quantizedFormats[format].integer;

/** The names of the table, in its order. */
export const quantizedFormatNames = Object.keys(quantizedFormats) as readonly QuantizedFormat[];

/** Bits of an element; also the int32 words of a block of 32 in one row. */
export const quantizedBits = Object.fromEntries(
  quantizedFormatNames.map((name) => [name, quantizedFormats[name].bits]),
) as Readonly<Record<QuantizedFormat, 4 | 8 | 16>>;

/** Shape of the packed words of a weight [rows, width]: panels, and the words of one. */
export const packedShape = (format: QuantizedFormat, shape: Shape): Shape =>
  quantizedFormats[format].packedShape(shape);

/** Shape of its scales, if the format has some. */
export const scalesShape = (format: QuantizedFormat, shape: Shape): Shape | undefined =>
  quantizedFormats[format].scalesShape(shape);

/** Round a weight [rows, width] to a format, as its file says; see `QuantizedFormatRecord.round`. */
export const quantizeWeight = (
  format: QuantizedFormat,
  shape: Shape,
  values: ArrayLike<number>,
  weight = "quantizeWeight: the weight",
): PackedWeight => quantizedFormats[format].round(shape, values, weight);
