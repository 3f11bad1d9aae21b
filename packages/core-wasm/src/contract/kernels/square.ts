import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = x^2. */
export const square = unaryKernel();

export const squareOracle = unaryOracle((x) => x * x, { tolerance: 1e-7, scales: [1e4] });
