import { binaryKernel } from "../binary-kernel.ts";

/** c = a / b, with numpy broadcasting. */
export const div = binaryKernel("div", (a, b) => a / b);
