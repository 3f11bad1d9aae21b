import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = 1 / x. */
export const reciprocal = unaryKernel();

export const reciprocalOracle = unaryOracle((x) => 1 / x, { tolerance: 2e-7, scales: [1e4] });
