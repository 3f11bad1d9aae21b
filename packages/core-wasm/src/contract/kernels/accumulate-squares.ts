import { accumulationKernel, accumulationOracle } from "../accumulation-kernel.ts";

/** total += sum(x^2), in place: over all gradients, the square of their joint norm. */
export const accumulateSquares = accumulationKernel("accumulateSquares");

export const accumulateSquaresOracle = accumulationOracle(
  (total, x) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += x[i]! ** 2;
    return total + sum;
  },
  { lengths: [1, 3, 5, 17, 33, 65, 257, 1025, 100003], tolerance: 3e-7 },
);
