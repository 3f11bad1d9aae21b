import { launchArithmetic } from "../broadcast-arithmetic.ts";
import type { KernelSet } from "../kernel-set.ts";

export const subKernels: KernelSet<"sub"> = (context) => ({
  sub: launchArithmetic("sub", context),
});
