import { binaryKernel } from "../binary-kernel.ts";

/** c = a - b, with numpy broadcasting. */
export const sub = binaryKernel("sub", (a, b) => a - b);
