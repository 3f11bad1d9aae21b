import { accumulationKernel, accumulationOracle } from "../accumulation-kernel.ts";

/** total = max(total, |x|), in place: over all gradients, their joint infinity norm. NaN wins. */
export const accumulateLargest = accumulationKernel("accumulateLargest");

export const accumulateLargestOracle = accumulationOracle(
  (total, x) => {
    let largest = total;
    for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
    return largest;
  },
  { lengths: [1, 2, 3, 5, 17, 33, 65, 257, 1023], tolerance: 1e-7 },
);
