import { angleScales, unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = sin x; NaN at infinity. */
export const sin = unaryKernel();

export const sinOracle = unaryOracle(Math.sin, { tolerance: 4e-7, scales: angleScales });
