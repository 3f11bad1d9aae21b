import { roundTiesToEven } from "../float-bits.ts";
import { largestOf, panelFormat } from "./panel-format.ts";

/**
 * Codes 0 to 15 for -8 to 7 and a scale for each block of 32 along a row: scale = m / -8 where m is the block's element of
 * largest magnitude, code = w / scale + 8, at most 15 (ggml's q4_0). Of the 8 neighbours in a word the first four are in
 * the lower halves of the bytes.
 */
export const int4 = panelFormat({
  name: "int4",
  bits: 4,
  integer: true,
  scale: { per: "block", of: (values, from, to) => largestOf(values, from, to) / -8 },
  shift: (place) => 8 * (place & 3) + (place & 4),
  code: (value, scale) =>
    scale === 0 ? 8 : Math.max(0, Math.min(15, roundTiesToEven(value / scale) + 8)),
  value: (code, scale) => (code - 8) * scale,
});
