import { angleScales, unaryKernel } from "../unary-kernel.ts";

/** y = cos x; NaN at infinity. */
export const cos = unaryKernel(Math.cos, { tolerance: 4e-7, scales: angleScales });
