import { binaryKernel, binaryOracle } from "../binary-kernel.ts";
import { plantNaN } from "../special-values.ts";

/** c = the larger of a and b, with numpy broadcasting; NaN where one of them is. */
export const maximum = binaryKernel("maximum");

export const maximumOracle = binaryOracle("maximum", Math.max, plantNaN);
