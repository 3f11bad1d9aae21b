import { binaryKernel } from "../binary-kernel.ts";
import { plantNaN } from "../special-values.ts";

/** c = the smaller of a and b, with numpy broadcasting; NaN where one of them is. */
export const minimum = binaryKernel("minimum", Math.min, plantNaN);
