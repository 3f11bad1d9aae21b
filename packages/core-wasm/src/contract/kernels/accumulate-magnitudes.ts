import { accumulationKernel, accumulationOracle } from "../accumulation-kernel.ts";

/** total += sum(|x|), in place: over all gradients, their joint L1 norm. */
export const accumulateMagnitudes = accumulationKernel("accumulateMagnitudes");

export const accumulateMagnitudesOracle = accumulationOracle(
  (total, x) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += Math.abs(x[i]!);
    return total + sum;
  },
  { lengths: [1, 3, 5, 17, 33, 65, 257, 1025, 100003], tolerance: 3e-7 },
);
