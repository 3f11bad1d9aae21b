import { binaryKernel, binaryOracle } from "../binary-kernel.ts";

/** c = a / b, with numpy broadcasting. */
export const div = binaryKernel("div");

export const divOracle = binaryOracle("div", (a, b) => a / b);
