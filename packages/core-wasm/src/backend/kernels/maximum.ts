import { launchArithmetic } from "../broadcast-arithmetic.ts";
import type { KernelSet } from "../kernel-set.ts";

export const maximumKernels: KernelSet<"maximum"> = (context) => ({
  maximum: launchArithmetic("maximum", context),
});
