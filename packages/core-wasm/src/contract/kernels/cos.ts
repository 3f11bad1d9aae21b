import { angleScales, unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = cos x; NaN at infinity. */
export const cos = unaryKernel();

export const cosOracle = unaryOracle(Math.cos, { tolerance: 4e-7, scales: angleScales });
