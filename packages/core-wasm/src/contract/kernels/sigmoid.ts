import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** sigmoid(x) = 1 / (1 + e^-x). */
export const sigmoidOf = (x: number): number => 1 / (1 + Math.exp(-x));

/** y = 1 / (1 + e^-x). */
export const sigmoid = unaryKernel();

export const sigmoidOracle = unaryOracle(sigmoidOf, { tolerance: 4e-7, scales: [1e-4, 10, 1e4] });
