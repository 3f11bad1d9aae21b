import { binaryKernel } from "../binary-kernel.ts";

/** c = a + b, with numpy broadcasting. */
export const add = binaryKernel("add", (a, b) => a + b);
