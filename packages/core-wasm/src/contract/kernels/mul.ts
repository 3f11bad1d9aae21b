import { binaryKernel } from "../binary-kernel.ts";

/** c = a * b, with numpy broadcasting. */
export const mul = binaryKernel("mul", (a, b) => a * b);
