import type { Values } from "./kernel.ts";

/** Lengths on both sides of every SIMD width and unrolling, for samples of elementwise kernels. */
export const elementwiseSizes = [1, 3, 5, 7, 9, 17, 33, 63, 64, 65, 257] as const;

/** Put a NaN, infinities and zeros among random inputs that are long enough to keep most of theirs. */
export function plantSpecialValues(values: Values): void {
  if (values.length < 63) return;
  [NaN, Infinity, -Infinity, 0, -0].forEach((value, i) => {
    values[11 * i + 1] = value;
  });
  values[values.length - 1] = NaN; // where a tail ends
}

/** Put NaN and infinities into longer operands of two, each beside a number of the other. */
export function plantNaN({ a, b }: { readonly a: Values; readonly b: Values }): void {
  plantSpecialValues(a);
  if (b.length < 63) return;
  [NaN, Infinity, -Infinity].forEach((value, i) => {
    b[11 * i + 4] = value;
  });
}
