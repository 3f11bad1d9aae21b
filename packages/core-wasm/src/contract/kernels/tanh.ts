import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = tanh x = (e^x - e^-x) / (e^x + e^-x). */
export const tanh = unaryKernel();

export const tanhOracle = unaryOracle(Math.tanh, { tolerance: 4e-7, scales: [1e-4, 4, 1e4] });
