import { extremeKernel, extremeOracle } from "../extreme-kernel.ts";

/** y = smallest of x over the axes `dims`; NaN where one is among them. */
export const min = extremeKernel("min");

export const minOracle = extremeOracle("min", Math.min);
