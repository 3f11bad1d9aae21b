import { extremeKernel, extremeOracle } from "../extreme-kernel.ts";

/** y = largest of x over the axes `dims`; NaN where one is among them. */
export const max = extremeKernel("max");

export const maxOracle = extremeOracle("max", Math.max);
