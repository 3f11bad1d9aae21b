import { launchArithmetic } from "../broadcast-arithmetic.ts";
import type { KernelSet } from "../kernel-set.ts";

export const minimumKernels: KernelSet<"minimum"> = (context) => ({
  minimum: launchArithmetic("minimum", context),
});
