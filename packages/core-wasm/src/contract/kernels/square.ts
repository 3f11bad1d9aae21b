import { unaryKernel } from "../unary-kernel.ts";

/** y = x^2. */
export const square = unaryKernel((x) => x * x, { tolerance: 1e-7, scales: [1e4] });
