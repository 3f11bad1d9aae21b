import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = -x. */
export const neg = unaryKernel();

export const negOracle = unaryOracle((x) => -x, { tolerance: 0 });
