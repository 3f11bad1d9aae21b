import { unaryKernel } from "../unary-kernel.ts";

/** y = -x. */
export const neg = unaryKernel((x) => -x, { tolerance: 0 });
