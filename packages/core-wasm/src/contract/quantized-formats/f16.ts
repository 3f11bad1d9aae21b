import { bitsOfHalf, halfOfBits, LARGEST_HALF } from "../half-precision.ts";
import { panelFormat } from "./panel-format.ts";

/**
 * IEEE 754 binary16 with its subnormals, see `bitsOfHalf`. Words with an exponent of 31 are Infinity and NaN when
 * decoded, and whatever is fast in the kernels of backends.
 */
export const f16 = panelFormat({
  name: "f16",
  bits: 16,
  integer: false,
  range: { largest: LARGEST_HALF, smallestNormal: 2 ** -14 },
  readable: (word) => (word & 0x7c00) !== 0x7c00 && (word & 0x7c000000) !== 0x7c000000,
  code: bitsOfHalf,
  value: halfOfBits,
});
