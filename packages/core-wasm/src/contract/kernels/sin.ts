import { unaryKernel } from "../unary-kernel.ts";

/** y = sin x. A float32 above 2^23 stands for angles more than a radian apart, so there is little to ask beyond 1e9. */
export const sin = unaryKernel(Math.sin, { tolerance: 4e-7, scales: [1e-4, 100, 1e4, 1e8] });
