import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = 1 / sqrt(x): infinite at 0, NaN below. */
export const rsqrt = unaryKernel();

export const rsqrtOracle = unaryOracle((x) => 1 / Math.sqrt(x), {
  tolerance: 3e-7,
  scales: [1e4],
  prepare: (x) => {
    for (let i = 0; i < x.length; i += 2) x[i] = Math.abs(x[i]!);
  },
});
