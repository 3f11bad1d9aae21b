import { binaryKernel, binaryOracle } from "../binary-kernel.ts";
import { plantNaN } from "../special-values.ts";

/** c = the smaller of a and b, with numpy broadcasting; NaN where one of them is. */
export const minimum = binaryKernel("minimum");

export const minimumOracle = binaryOracle("minimum", Math.min, plantNaN);
