import { binaryKernel, binaryOracle } from "../binary-kernel.ts";

/** c = a - b, with numpy broadcasting. */
export const sub = binaryKernel("sub");

export const subOracle = binaryOracle("sub", (a, b) => a - b);
