import { unaryKernel } from "../unary-kernel.ts";

/** y = cos x; as sin for large x. */
export const cos = unaryKernel(Math.cos, { tolerance: 4e-7, scales: [1e-4, 100, 1e4, 1e8] });
