import { binaryKernel, binaryOracle } from "../binary-kernel.ts";

/** c = a + b, with numpy broadcasting. */
export const add = binaryKernel("add");

export const addOracle = binaryOracle("add", (a, b) => a + b);
