import { angleScales, unaryKernel } from "../unary-kernel.ts";

/** y = sin x; NaN at infinity. */
export const sin = unaryKernel(Math.sin, { tolerance: 4e-7, scales: angleScales });
