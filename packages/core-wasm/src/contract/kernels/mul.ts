import { binaryKernel, binaryOracle } from "../binary-kernel.ts";

/** c = a * b, with numpy broadcasting. */
export const mul = binaryKernel("mul");

export const mulOracle = binaryOracle("mul", (a, b) => a * b);
