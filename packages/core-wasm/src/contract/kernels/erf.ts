import { erf as erfOf } from "../erf.ts";
import { unaryKernel, unaryOracle } from "../unary-kernel.ts";

/** y = erf x = 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x. */
export const erf = unaryKernel();

export const erfOracle = unaryOracle(erfOf, { tolerance: 5e-7, scales: [1e-4, 3, 1e4] });
