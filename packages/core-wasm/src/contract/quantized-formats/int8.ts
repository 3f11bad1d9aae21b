import { roundTiesToEven } from "../float-bits.ts";
import { largestOf, panelFormat } from "./panel-format.ts";

/** Codes -127 to 127 in two's complement and a scale a row: scale = max|w| / 127, code = w / scale. */
export const int8 = panelFormat({
  name: "int8",
  bits: 8,
  integer: true,
  scale: {
    per: "row",
    of: (values, from, to) => Math.abs(largestOf(values, from, to)) / 127,
  },
  code: (value, scale) =>
    scale === 0 ? 0 : Math.max(-127, Math.min(127, roundTiesToEven(value / scale))) & 0xff,
  value: (code, scale) => ((code << 24) >> 24) * scale,
});
