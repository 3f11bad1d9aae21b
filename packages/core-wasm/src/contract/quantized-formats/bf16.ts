import { bitsOfFloat, floatOfBits } from "../float-bits.ts";
import { panelFormat } from "./panel-format.ts";

/** The upper half of a float32: its range, and 8 bits of precision. */
export const bf16 = panelFormat({
  name: "bf16",
  bits: 16,
  integer: false,
  code: (value) => {
    const word = bitsOfFloat(value);
    return ((word + 0x7fff + ((word >>> 16) & 1)) >>> 16) & 0xffff;
  },
  value: (code) => floatOfBits(code << 16),
});
